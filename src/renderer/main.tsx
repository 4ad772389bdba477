import './styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connect } from './state/client.ts';
import { createRouter } from './state/route.ts';
import { createTicker } from './state/ticker.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

// The connection comes first: it takes the launch secret out of the address before the router reads it.
const desk = {
  connection: connect(window),
  ticker: createTicker(Date.now),
  router: createRouter(window),
};

createRoot(root).render(
  <StrictMode>
    <App desk={desk} />
  </StrictMode>,
);

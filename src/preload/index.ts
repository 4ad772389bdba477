import { ipcRenderer } from 'electron';

/**
 * All the page gets: once it has loaded, a message port to the core, as a `message` event of its own
 * window. Nothing is exposed to it, neither of Electron nor of Node.
 */
ipcRenderer.on('acgs:port', (event) => {
  window.postMessage({ type: 'acgs-port' }, window.location.origin, event.ports);
});

window.addEventListener('load', () => ipcRenderer.send('acgs:port-wanted'));

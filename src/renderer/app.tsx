import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { useStore } from 'zustand';
import { OperationsProvider } from './operations/operations.tsx';
import { RefusedPage } from './shell/refused-page.tsx';
import { Shell } from './shell/shell.tsx';
import { type Desk, DeskProvider } from './state/desk.tsx';
import { LiveProvider } from './state/live.tsx';
import { theme } from './theme.ts';

const colorSchemeManager = localStorageColorSchemeManager({ key: 'acgs.color-scheme' });

export function App({ desk }: { desk: Desk }) {
  const refused = useStore(desk.connection.state, (state) => state.phase === 'refused');
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      getStyleNonce={styleNonce}
    >
      {refused ? (
        <RefusedPage />
      ) : (
        <DeskProvider desk={desk}>
          <LiveProvider>
            <OperationsProvider>
              <Shell />
            </OperationsProvider>
          </LiveProvider>
        </DeskProvider>
      )}
    </MantineProvider>
  );
}

/** The host's nonce for style elements; see `index.html`. */
function styleNonce(): string {
  const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
  return meta?.nonce ?? '';
}

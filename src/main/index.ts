import { join } from 'node:path';
import { app, protocol, safeStorage } from 'electron';
import { readSystemKeychain } from '../core/connect/secrets.ts';
import { systemClock } from '../core/kernel/clock.ts';
import { createLog } from '../core/kernel/log.ts';
import { createRedactor } from '../core/kernel/redaction.ts';
import { registerPageScheme } from './app-protocol.ts';
import { runApplication } from './application.ts';
import { openCore } from './core.ts';
import { catchUnhandled } from './crash.ts';
import { createKeyStore } from './key-store.ts';
import { readLaunch } from './launch.ts';
import { openLogFile } from './log-file.ts';
import { startSandbox } from './sandbox.ts';

/** Windows shows notifications only of an application with this id; electron-builder.yml has it too. */
const APPLICATION_ID = 'org.acgs.control-center';

const { env, platform } = process;
// In a checkout the first argument is the application's folder, given to the electron program.
const launch = readLaunch(process.argv.slice(app.isPackaged ? 1 : 2));
const clock = systemClock();
const redactor = createRedactor();
const log = createLog({
  redactor,
  level: launch.verbose ? 'debug' : 'info',
  ...(app.isPackaged ? { destination: openLogFile(app.getPath('logs')) } : {}),
});

catchUnhandled(process, { log, exit: (code) => app.exit(code) });
app.setAppUserModelId(APPLICATION_ID);
if (app.isPackaged) app.setAsDefaultProtocolClient('acgs');
registerPageScheme(protocol);

runApplication({
  openCore: () =>
    openCore({
      launch,
      version: app.getVersion(),
      folder: process.cwd(),
      env,
      keyStore: createKeyStore({
        safeStorage,
        folder: join(app.getPath('userData'), 'keys'),
        platform,
        redactor,
        fallback: readSystemKeychain,
      }),
      startSandbox: () => startSandbox({ entry: join(import.meta.dirname, 'sandbox.js'), clock, log }),
      clock,
      redactor,
      log,
    }),
  route: launch.route,
  devServer: env.ELECTRON_RENDERER_URL,
  platform,
  clock,
  redactor,
  log,
});

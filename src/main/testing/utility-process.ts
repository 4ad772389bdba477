/** `node utility-process.ts PROGRAM`: runs a program of Electron's utility process in plain Node. */
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void process.send?.(message),
});
process.on('message', (data) => parentPort.emit('message', { data }));
Object.assign(process, { parentPort });
await import(pathToFileURL(process.argv[2] ?? '').href);

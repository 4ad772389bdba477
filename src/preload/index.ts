import { contextBridge, ipcRenderer } from 'electron';

/**
 * All the page gets: it may ask for a message port to the core, and the port then arrives as a
 * `message` event of its own window. No function of Electron's is exposed, and none takes an argument.
 */
contextBridge.exposeInMainWorld('acgs', {
  requestPort: () => ipcRenderer.send('acgs:port-wanted'),
});

ipcRenderer.on('acgs:port', (event) => {
  window.postMessage({ type: 'acgs-port' }, window.location.origin, event.ports);
});

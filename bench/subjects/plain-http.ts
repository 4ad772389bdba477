import { type AddressInfo, createServer } from 'node:net';

/**
 * An HTTP server with nothing to do but to answer: what it costs is Node's sockets alone, so that whoever asks it is
 * measured and not its own parsing. Of a client that sends one request at a time each piece is one request. Says its
 * port, and goes on until it is stopped.
 */
const body = '{"status":"healthy"}';
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
);
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  socket.on('data', () => socket.write(answer));
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(port);
});

import type { WebSocket } from 'ws';

/** A neighbour whose power went is noticed after two of these. */
const pingEveryMs = 4_000;

/** Ends a pipe whose other end says nothing any more; stops with the pipe. */
export function keepAlive(socket: WebSocket): void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const pulse = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingEveryMs);
  socket.on('close', () => clearInterval(pulse));
}

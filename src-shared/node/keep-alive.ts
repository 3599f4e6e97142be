import type { WebSocket } from 'ws';

/**
 * Ends a pipe whose other end says nothing any more, as after a power cut: it is noticed after two pings. Stops with the
 * pipe.
 */
export function keepAlive(socket: WebSocket, pingEveryMs: number): void {
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

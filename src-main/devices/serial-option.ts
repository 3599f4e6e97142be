/** A serial port as the command line names it. */
export interface SerialOption {
  readonly path: string;
  readonly baudRate: number;
}

/** What most scanners are delivered with. */
export const usualBaudRate = 9600;

/**
 * Reads `PATH[:baud]`, or answers null when there is no path or the speed is zero. Only digits after the last colon are a
 * speed, since device paths contain colons of their own (`/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0`).
 */
export function parseSerialOption(text: string): SerialOption | null {
  const match = /^(?<path>.+):(?<baud>\d{1,7})$/.exec(text);
  const path = match?.groups?.['path'] ?? text;
  const baudRate = Number(match?.groups?.['baud'] ?? usualBaudRate);
  if (path.trim() === '' || baudRate === 0) return null;
  return { path, baudRate };
}

/**
 * Tells whether a request was meant for this station: by its Host, and by its Origin where a browser says one. A page of
 * another site must reach neither the socket nor, through a name that points here, anything else.
 */
export interface OwnHost {
  isHost(host: string | undefined): boolean;
  isOrigin(origin: string | undefined): boolean;
}

/** `readPort` is asked at each request: the port may be known only after listening. */
export function ownHost(readPort: () => number): OwnHost {
  const hosts = (): readonly string[] => [`127.0.0.1:${readPort()}`, `localhost:${readPort()}`];
  return {
    isHost: (host) => host !== undefined && hosts().includes(host.toLowerCase()),
    isOrigin: (origin) =>
      origin !== undefined && hosts().some((host) => origin === `http://${host}`),
  };
}

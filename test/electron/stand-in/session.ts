import { strict } from './strict.ts';

interface RequestDetails {
  readonly url: string;
  readonly method: string;
  readonly resourceType: string;
}
type BeforeRequest = (
  details: RequestDetails,
  answer: (response: { readonly cancel?: boolean }) => void,
) => void;
type PermissionRequest = (
  contents: unknown,
  permission: string,
  answer: (isGranted: boolean) => void,
  details: { readonly requestingUrl: string; readonly mediaTypes?: readonly string[] },
) => void;
type PermissionCheck = (
  contents: unknown,
  permission: string,
  requestingOrigin: string,
  details: { readonly isMainFrame: boolean; readonly mediaType?: string },
) => boolean;
type ProtocolHandler = (request: Request) => Response | Promise<Response>;

let beforeRequest: BeforeRequest | null = null;
let requestPermission: PermissionRequest | null = null;
let checkPermission: PermissionCheck | null = null;
const handlers = new Map<string, ProtocolHandler>();

class Session {
  readonly webRequest = strict('webRequest', {
    onBeforeRequest(listener: BeforeRequest): void {
      beforeRequest = listener;
    },
  });
  readonly protocol = strict('session.protocol', {
    handle(scheme: string, handler: ProtocolHandler): void {
      handlers.set(scheme, handler);
    },
  });

  setPermissionRequestHandler(handler: PermissionRequest): void {
    requestPermission = handler;
  }

  setPermissionCheckHandler(handler: PermissionCheck): void {
    checkPermission = handler;
  }
}

export const session = strict('session', { defaultSession: strict('session', new Session()) });

/** How the app answers a request of one of its pages; null: it is refused. */
export async function answerRequest(details: RequestDetails): Promise<Response | null> {
  if (beforeRequest !== null) {
    const listener = beforeRequest;
    const { cancel } = await new Promise<{ cancel?: boolean }>((answer) => {
      listener(details, answer);
    });
    if (cancel === true) return null;
  }
  const handler = handlers.get(new URL(details.url).protocol.slice(0, -1));
  // Nothing that the app does not serve itself is fetched from here.
  return handler === undefined ? null : handler(new Request(details.url));
}

/** What a page may ask for: the browser's name, Electron's, and what kind of media it is. */
export const permissions = [
  { name: 'camera', permission: 'media', mediaType: 'video' },
  { name: 'microphone', permission: 'media', mediaType: 'audio' },
  { name: 'geolocation', permission: 'geolocation' },
  { name: 'notifications', permission: 'notifications' },
  { name: 'clipboard-read', permission: 'clipboard-read' },
] as const;

/** Whether the app lets a page have something, asked in both of Electron's ways. */
export async function isPermitted(
  contents: unknown,
  url: string,
  asked: (typeof permissions)[number],
): Promise<boolean> {
  const mediaType = 'mediaType' in asked ? asked.mediaType : undefined;
  const check = { isMainFrame: true, ...(mediaType === undefined ? {} : { mediaType }) };
  const request = {
    requestingUrl: url,
    ...(mediaType === undefined ? {} : { mediaTypes: [mediaType] }),
  };
  const ask = requestPermission;
  const isGranted =
    ask === null ||
    (await new Promise<boolean>((answer) => {
      ask(contents, asked.permission, answer, request);
    }));
  return isGranted && (checkPermission?.(contents, asked.permission, url, check) ?? true);
}

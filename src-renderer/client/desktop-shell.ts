import {
  desktopMark,
  type DesktopNews,
  type DesktopRequest,
  isOfKind,
  type KeyboardScan,
} from '../../src-shared/contract/desktop-messages.ts';

/** The desktop shell, as its page talks to it. */
export interface DesktopShell {
  ask(request: DesktopRequest): void;
  /** Hears of every port that the shell hands over. */
  onPort(listen: (port: MessagePort) => void): void;
  /** Hears of every scan among the keys, which the shell hears before the page. */
  onScan(listen: (scan: KeyboardScan) => void): void;
}

/** Finds the shell that shows a page; null where a browser does. */
export function findDesktopShell(page: Window): DesktopShell | null {
  if (!(desktopMark in page)) return null;
  const onNews = (listen: (news: DesktopNews, ports: readonly MessagePort[]) => void) => {
    page.addEventListener('message', ({ source, data, ports }: MessageEvent<unknown>) => {
      if (source !== page) return;
      if (isOfKind<DesktopNews>(data, ['till-port', 'keyboard-scan'])) listen(data, ports);
    });
  };
  return {
    ask: (request) => page.postMessage(request, page.location.origin),
    onPort: (listen) =>
      onNews(({ kind }, [port]) => {
        if (kind === 'till-port' && port !== undefined) listen(port);
      }),
    onScan: (listen) =>
      onNews((news) => {
        if (news.kind === 'keyboard-scan') listen(news);
      }),
  };
}

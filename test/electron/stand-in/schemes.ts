import { strict } from './strict.ts';

interface CustomScheme {
  readonly scheme: string;
  readonly privileges?: Readonly<Record<string, boolean>>;
}

/**
 * Chromium learns no scheme while it runs, so that pages of a privileged scheme are shown it as secure hosts that no name
 * server knows; the app hears and says its own addresses only.
 */
const hostEnd = '.stand-in.invalid';
const privileged = new Set<string>();

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes: readonly CustomScheme[]): void {
    for (const { scheme, privileges } of schemes) {
      if (privileges?.['standard'] !== true || privileges['secure'] !== true) {
        throw new Error('The stand-in knows standard, secure schemes only.');
      }
      privileged.add(scheme);
    }
  },
});

/** The address by which the browser knows a page of the app. */
export function browserAddress(url: string): string {
  const {
    scheme = '',
    host = '',
    rest = '',
  } = /^(?<scheme>[\w+.-]+):\/\/(?<host>[\w-]+)(?<rest>.*)$/s.exec(url)?.groups ?? {};
  return privileged.has(scheme) ? `https://${host}.${scheme}${hostEnd}${rest}` : url;
}

/** The address by which the app knows a page of the browser. */
export function appAddress(url: string): string {
  const {
    scheme = '',
    host = '',
    rest = '',
  } = /^https:\/\/(?<host>[\w-]+)\.(?<scheme>[\w+-]+)\.stand-in\.invalid(?<rest>.*)$/s.exec(url)
    ?.groups ?? {};
  return privileged.has(scheme) ? `${scheme}://${host}${rest}` : url;
}

/**
 * The address of head office as a person types it: "office.example.com", "10.0.0.5:8300" or a whole URL. Without a scheme it
 * is https, and http only on this machine. null where it is no address.
 */
export function readOfficeAddress(text: string): string | null {
  const typed = text.normalize('NFKC').trim().replace(/\/+$/, '');
  if (typed === '' || /\s/.test(typed)) return null;
  const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?(?:\/|$)/i.test(typed);
  const whole = /^[a-z]+:\/\//i.test(typed) ? typed : `${isLocal ? 'http' : 'https'}://${typed}`;
  const isWeb = /^https?:\/\/[^/]+/i.test(whole);
  return isWeb && canParse(whole) ? whole : null;
}

function canParse(address: string): boolean {
  return /^https?:\/\/(?:\[[\da-f:]+\]|[^\s/:?#[\]@]+)(?::\d{1,5})?(?:\/[^\s?#]*)?$/i.test(address);
}

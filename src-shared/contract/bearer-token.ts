/** The token of an Authorization header, whose scheme is "Bearer" in any letter case (RFC 9110, 11.1); null for anything else. */
export function bearerTokenOf(header: string | undefined): string | null {
  return /^bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? null;
}

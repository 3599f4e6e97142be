import { readFileSync } from 'node:fs';
import type { z } from 'zod';

export interface HttpClient {
  get<Answer>(path: string, schema: z.ZodType<Answer>): Promise<Answer>;
  post<Answer>(path: string, body: unknown, schema: z.ZodType<Answer>): Promise<Answer>;
}

/** Talks to a program's own JSON API with the token it wrote on its first start. Fails on anything but 200. */
export function httpClient(baseUrl: string, tokenFile: string): HttpClient {
  const authorization = `Bearer ${readFileSync(tokenFile, 'utf8').trim()}`;
  async function call<Answer>(
    method: 'GET' | 'POST',
    path: string,
    schema: z.ZodType<Answer>,
    body?: unknown,
  ): Promise<Answer> {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status !== 200) {
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    }
    return schema.parse(await response.json());
  }
  return {
    get: (path, schema) => call('GET', path, schema),
    post: (path, body, schema) => call('POST', path, schema, body),
  };
}

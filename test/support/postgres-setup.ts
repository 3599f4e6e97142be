import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { startPostgres, type PostgresServer } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresStarterUrl: string;
  }
}

/**
 * Runs once around all test files. It starts no server yet: the first test file that asks for
 * one (`sharedPostgres`) has it started, so that a run without such tests does not wait for it.
 */
export default async function setUpPostgres(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined;
  const starter = createServer((_request, response) => {
    server ??= startPostgres();
    server.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  starter.listen(0, '127.0.0.1');
  await once(starter, 'listening');
  const address = starter.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  project.provide('postgresStarterUrl', `http://127.0.0.1:${address.port}`);
  return async () => {
    starter.closeAllConnections();
    starter.close();
    await (await server)?.stop();
  };
}

import { inject } from 'vitest';
import { createDatabase } from './postgres.ts';

/** The one PostgreSQL server of a test run. Nobody stops it: the run does. */
export interface SharedPostgres {
  readonly url: string;
  /** Creates an empty database with this name and a random ending, and returns its address. */
  createDatabase(name: string): Promise<string>;
}

/** Finds the server that all test files share, and starts it for the first that asks. */
export async function sharedPostgres(): Promise<SharedPostgres> {
  const response = await fetch(inject('postgresStarterUrl'));
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return { url: answer, createDatabase: (name) => createDatabase(answer, name) };
}

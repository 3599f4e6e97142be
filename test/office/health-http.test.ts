import fastify from 'fastify';
import { expect, test } from 'vitest';
import { addHealth } from '../../src-office/health-http.ts';
import { openPostgres } from '../../src-office/store/postgres-database.ts';
import { findFreePort } from '../support/free-port.ts';

test('whoever watches the office hears that its database is down', async () => {
  const app = fastify();
  const database = openPostgres(`postgres://127.0.0.1:${await findFreePort()}/none`, () => {});
  addHealth(app, database);
  const answer = await app.inject('/health');
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({ status: 'database_down', engine: 'postgres' });
  await database.close();
});

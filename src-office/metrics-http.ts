import type { FastifyInstance } from 'fastify';
import { flatError } from '../src-shared/contract/http-errors.ts';
import { metricsContentType, writeMetrics } from './metrics/exposition.ts';
import type { MetricsReader } from './metrics/read-metrics.ts';
import { tokenCheck } from './token-check.ts';

/**
 * Serves `/metrics` to Prometheus, for a token of its own: whoever watches need hold nothing that moves points. The admin token
 * opens it too.
 */
export function addMetricsHttp(
  app: FastifyInstance,
  metrics: MetricsReader,
  tokens: { readonly metricsToken: string; readonly adminToken: string },
): void {
  const checks = [tokenCheck(tokens.metricsToken), tokenCheck(tokens.adminToken)];
  app.get('/metrics', async (request, reply) => {
    const isAllowed = checks
      .map((isRight) => isRight(request.headers.authorization))
      .includes(true);
    if (!isAllowed) {
      return reply
        .status(401)
        .header('www-authenticate', 'Bearer')
        .send(flatError('unauthorised', 'The token of metrics is missing or wrong.'));
    }
    return reply.type(metricsContentType).send(writeMetrics(await metrics.read()));
  });
}

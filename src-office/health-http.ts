import type { FastifyInstance } from 'fastify';
import type { Database } from './store/database.ts';

const answerWithinMs = 2_000;

/** `GET /health`, for whoever watches the process: 200 `ok` where its database answers too, else 503 `database_down`. */
export function addHealth(app: FastifyInstance, database: Database): void {
  app.get('/health', async (_request, reply) => {
    const { engine } = database;
    if (await isAnswering(database)) return { status: 'ok', engine };
    return reply.status(503).send({ status: 'database_down', engine });
  });
}

async function isAnswering(database: Database): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, answerWithinMs, false);
  });
  const answered = database.query('SELECT 1').then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([answered, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

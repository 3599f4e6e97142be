import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Takes JSON and nothing else. A call without a body may say that it is JSON all the same. `onText` hears the text of a body
 * before it is read.
 */
export function readJsonOnly(
  api: FastifyInstance,
  onText: (request: FastifyRequest, text: string) => void = () => {},
): void {
  const parse = api.getDefaultJsonParser('error', 'error');
  api.removeAllContentTypeParsers();
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else {
      onText(request, body.toString());
      void parse(request, body.toString(), done);
    }
  });
}

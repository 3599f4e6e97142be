import { registerHooks } from 'node:module';

/**
 * For every program that a test starts (`--import`): tells Node that the files of drizzle-orm are modules. It would look that
 * up in the package's own description, 180 KB, once more for each of a hundred files, which is half of a program's start.
 */

const folder = '/node_modules/drizzle-orm/';
const neighbour = /^\.\.?\/.*\.js$/;

registerHooks({
  resolve(specifier, context, next) {
    const from = context.parentURL;
    if (from?.includes(folder) !== true || !neighbour.test(specifier)) {
      return next(specifier, context);
    }
    return { url: new URL(specifier, from).href, format: 'module', shortCircuit: true };
  },
});

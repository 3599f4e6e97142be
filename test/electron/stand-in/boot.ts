import { registerHooks } from 'node:module';
import { runInThisContext } from 'node:vm';
import type * as electronStandIn from './electron.ts';

/**
 * Loaded before the main script of an app, which runs unmodified in plain Node: whoever asks for `electron` gets the
 * stand-in, and the test that started the app may look into it.
 */

/** What the test asks of the app's process, and its answer. */
export type ToApp =
  | { readonly kind: 'evaluate'; readonly id: number; readonly code: string; readonly arg: unknown }
  | { readonly kind: 'quit' };
export interface FromApp {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

const standIn = new URL('electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});

process.on('message', (message: ToApp) => {
  void obey(message);
});
process.on('disconnect', () => process.exit(1));

async function obey(message: ToApp): Promise<void> {
  const electron = (await import(standIn)) as typeof electronStandIn;
  if (message.kind === 'quit') return electron.app.quit();
  const { id, code, arg } = message;
  try {
    const run = runInThisContext(`(${code})`) as (module: object, arg: unknown) => unknown;
    answer({ id, value: await run(electron, arg) });
  } catch (error) {
    answer({ id, error: String(error) });
  }
}

function answer(reply: FromApp): void {
  process.send?.(reply);
}

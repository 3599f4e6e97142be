/** What JavaScript itself asks every object for. */
const askedOfAnything = new Set(['then', 'toJSON', 'constructor', 'asymmetricMatch', 'nodeType']);

/**
 * Shows an object of Electron's of which only the names that are there can be used: a test must not pass on something that
 * nobody has looked at. Functions stay bound to the object itself.
 */
export function strict<Target extends object>(name: string, target: Target): Target {
  return new Proxy(target, {
    get(of, key) {
      if (typeof key === 'string' && !(key in of) && !askedOfAnything.has(key)) {
        throw new Error(`The stand-in for electron has no ${name}.${key}.`);
      }
      const value: unknown = Reflect.get(of, key, of);
      return typeof value === 'function' && key !== 'constructor'
        ? (value.bind(of) as unknown)
        : value;
    },
  });
}

import {
  parse,
  type PGlite,
  protocol,
  type QueryOptions,
  type Results,
} from '@electric-sql/pglite';

const { serialize } = protocol;
/** Statements that are kept; the one that was not used for longest goes first. */
const keptCount = 300;
/**
 * So often a plan is used: PGlite never counts its rows by itself, so nothing else would tell PostgreSQL that the tables have
 * grown since it was made.
 */
const usesOfPlan = 200;

/** A statement that the server knows by name. */
interface Prepared {
  readonly name: string;
  readonly parameterTypes: readonly number[];
  /** What its rows look like, as the server told it. */
  readonly described: Messages;
  usesLeft: number;
}

type Messages = Awaited<ReturnType<PGlite['execProtocolStream']>>;

/** Runs one statement; fails as `PGlite.query` does. */
export type RunStatement = <Row>(
  text: string,
  parameters: readonly unknown[],
  options?: QueryOptions,
) => Promise<Results<Row>>;

/**
 * Lets PostgreSQL read and plan each text once and not every time, which is most of what a small statement costs PGlite. Whoever
 * runs one sees to it that no other transaction is under way.
 */
export function prepareStatements(pglite: PGlite): RunStatement {
  const kept = new Map<string, Prepared>();
  let lastNo = 0;

  const send = (...messages: readonly Uint8Array[]): Promise<Messages> =>
    pglite.execProtocolStream(Buffer.concat([...messages, serialize.sync()]), { syncToFs: false });

  const forget = async (text: string, { name }: Prepared): Promise<void> => {
    kept.delete(text);
    await send(serialize.close({ type: 'S', name }));
  };

  const prepare = async (text: string): Promise<Prepared> => {
    const known = kept.get(text);
    if (known !== undefined) {
      known.usesLeft -= 1;
      kept.delete(text);
      if (known.usesLeft > 0) {
        kept.set(text, known);
        return known;
      }
      await forget(text, known);
    }
    for (const [oldest, each] of kept) {
      if (kept.size < keptCount) break;
      await forget(oldest, each);
    }
    lastNo += 1;
    const name = `s${String(lastNo)}`;
    const described = await send(
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
    );
    const prepared = {
      name,
      parameterTypes: parse.parseDescribeStatementResults(described),
      described: described.filter(({ name: kind }) => kind === 'rowDescription'),
      usesLeft: usesOfPlan,
    };
    kept.set(text, prepared);
    return prepared;
  };

  return <Row>(text: string, parameters: readonly unknown[], options: QueryOptions = {}) =>
    pglite.runExclusive(async () => {
      const { name, parameterTypes, described } = await prepare(text);
      const values = parameters.map((value, index) => {
        if (value === null || value === undefined) return null;
        const toText = pglite.serializers[parameterTypes[index] ?? 0] ?? String;
        return toText(value);
      });
      const bound = serialize.bind({ statement: name, values });
      const answered = await send(bound, serialize.execute({}));
      const [result] = parse.parseResults([...described, ...answered], pglite.parsers, options);
      return result as Results<Row>; // the caller wrote the statement
    });
}

import { RPCHandler } from '@orpc/server/ws';
import type { Logger } from 'pino';
import type { MemberId } from '../../src-shared/values/ids.ts';
import { assert } from '../../src-shared/values/assert.ts';
import type { TillStore } from '../store/till-store.ts';
import { createSigner } from '../sync/install-key.ts';
import { createCodeDesk } from './code-desk.ts';
import type { Lan, LanSettings, LanState } from './lan.ts';
import { type LanIdentity, readyIdentity } from './lan-identity.ts';
import { type LanListener, startListener } from './lan-listener.ts';
import { type LanContext, type Lend, makeLanRouter } from './lan-router.ts';
import { createMeetings } from './meetings.ts';
import type { NeighbourLink } from './neighbour-link.ts';
import type { TillTime } from '../sync/till-time.ts';

/** A cashier waits for it: neighbours answer in milliseconds, or are not there. */
const askWithinMs = 400;
/** How often the certificate is looked at, and asked for where there is none. */
const lookEveryMs = 30_000;
/** While there is no certificate, every news of head office is a reason to ask again; not more often. */
const askEveryMs = 1_000;

/**
 * Starts this till's place on the LAN of its store, where it was switched on: listens for the other tills, looks for them, and
 * passes on to each what it does not have. The install must be activated. Nothing here throws once it runs; what fails is tried
 * again until `stop`.
 */
export function startLan(options: {
  readonly store: TillStore;
  readonly time: TillTime;
  readonly log: Logger;
  readonly certify: (publicKey: string) => Promise<string | null>;
  /** From the command line; the stored settings do not count then. */
  readonly fixed?: LanSettings;
  readonly lend: Lend;
  readonly onMembersChanged: (memberIds: readonly MemberId[]) => void;
  /** For whoever shows it. */
  readonly onChanged: () => void;
}): Lan {
  const { store, log, fixed, onChanged } = options;
  const install = store.install.read();
  assert(install !== null, 'The LAN starts after the install is activated.');
  const { installId } = install;
  const codes = createCodeDesk(store);
  let status: LanState['status'] = 'off';
  let listener: LanListener | null = null;
  let identity: LanIdentity | null = null;
  let isStopped = false;
  let askedAtMs = -Infinity;
  let changing: Promise<void> = Promise.resolve();

  const settings = (): LanSettings => fixed ?? store.lan.read();
  const meetings = createMeetings({
    store,
    installId,
    sign: createSigner(install.privateKey),
    log,
    recentCodes: () => codes.recent(options.time.now().atMs),
    onChanged,
  });
  const router = makeLanRouter({
    store,
    codes,
    lend: options.lend,
    onMembersChanged: options.onMembersChanged,
    onMet: (metId, address) => {
      store.neighbour.noteAddress(metId, address);
      meetings.look(address);
    },
  });
  const rpc = new RPCHandler<LanContext>(router);

  const changeStatus = (next: LanState['status']): void => {
    if (status === next) return;
    status = next;
    onChanged();
  };

  const certify = (publicKey: string): Promise<string | null> => {
    if (performance.now() - askedAtMs < askEveryMs) return Promise.resolve(null);
    askedAtMs = performance.now();
    return options.certify(publicKey);
  };

  /** Brings what runs in line with settings and certificate. */
  const adjust = async (): Promise<void> => {
    const { listenAt, peers } = settings();
    const wanted =
      isStopped || listenAt === null ? null : await readyIdentity({ ...options, certify });
    const isSame = listener !== null && wanted !== null && isSameIdentity(wanted, identity);
    if (!isSame) {
      meetings.end();
      await listener?.stop();
      listener = null;
      identity = null;
    }
    if (isStopped || listenAt === null) return changeStatus('off');
    if (wanted === null) return changeStatus('no_certificate');
    if (!isSame) {
      try {
        listener = await startListener({
          ...readAddress(listenAt),
          store,
          identity: wanted,
          log,
          onConnection: (socket, context) => void rpc.upgrade(socket, { context }),
        });
      } catch (error) {
        if (status !== 'port_failed') log.error({ err: error }, 'the LAN cannot listen');
        return changeStatus('port_failed');
      }
      identity = wanted;
      meetings.begin({ identity: wanted, listenPort: listener.port });
      log.info({ port: listener.port }, 'the LAN is on');
    }
    changeStatus('on');
    for (const address of peers) meetings.look(address);
    for (const { address } of store.neighbour.list()) if (address !== null) meetings.look(address);
  };

  /** One after the other: each looks at everything again. */
  const adjustNow = (): Promise<void> => {
    changing = changing.then(adjust).catch((error: unknown) => {
      log.error({ err: error }, 'the LAN failed at this till');
    });
    return changing;
  };
  const pulse = setInterval(() => void adjustNow(), lookEveryMs);
  void adjustNow();

  /** null where a neighbour is not there, or too slow: it counts as one that is switched off. */
  const ask = async <Answer>(
    question: (link: NeighbourLink, signal: AbortSignal) => Promise<Answer>,
    link: NeighbourLink,
  ): Promise<Answer | null> => {
    try {
      return await question(link, AbortSignal.timeout(askWithinMs));
    } catch (error) {
      log.debug({ err: error }, 'a neighbour did not answer');
      return null;
    }
  };

  return {
    state: () => ({
      status,
      ...settings(),
      isFixed: fixed !== undefined,
      neighbours: store.neighbour.list().map((each) => ({
        terminalName: each.terminalName,
        isConnected: meetings.isMet(each.installId),
        address: each.address,
      })),
    }),
    nudge: () => meetings.wake(),
    refresh: () => {
      listener?.recheck();
      meetings.recheck();
      meetings.wake();
      if (status === 'no_certificate') void adjustNow();
    },
    beginAnew: (fromInstallId) => listener?.end(fromInstallId),
    configure: async ({ listenAt, peers }) => {
      store.lan.write({ listenAt, peers });
      await listener?.stop();
      listener = null;
      await adjustNow();
    },
    openCode: (codeId, openedAtMs) =>
      codes.openAmong({ codeId, openedAtMs }, () =>
        meetings.links().map(async (each) => {
          const wish = { codeId, openedAtMs };
          const told = await ask(({ client }, signal) => client.openCode(wish, { signal }), each);
          return told?.isOpened === true;
        }),
      ),
    isMet: (metId) => meetings.isMet(metId),
    borrow: async (fromInstallId, { valueFen, ...points }) => {
      // What an older till does not know is not said where there is none of it.
      const request = valueFen === 0 ? points : { ...points, valueFen };
      const link = meetings.links().find((each) => each.installId === fromInstallId);
      const answer =
        link === undefined
          ? null
          : await ask(({ client }, signal) => client.borrow(request, { signal }), link);
      if (answer === null) return null;
      const { lentPoints, lentValue = [] } = answer;
      return { points: lentPoints, value: lentValue };
    },
    stop: async () => {
      isStopped = true;
      clearInterval(pulse);
      await adjustNow();
    },
  };
}

function isSameIdentity(a: LanIdentity, b: LanIdentity | null): boolean {
  return b !== null && a.cert === b.cert && a.ca === b.ca;
}

/** Of `host:port`; an IPv6 address stands in brackets. */
function readAddress(address: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(`https://${address}`);
  // A URL leaves out the port that is usual for it.
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? 443 : Number(port) };
}

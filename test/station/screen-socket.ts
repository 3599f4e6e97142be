import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { tillContract } from '../../src-shared/contract/till-contract.ts';

/** A pipe to a station, as a screen has one: a session of its own. It is cut when the test has finished. */
export function connectScreen(
  url: string,
  options: { readonly origin?: string; readonly lang?: string } = {},
): {
  readonly socket: WebSocket;
  readonly client: ContractRouterClient<typeof tillContract>;
} {
  const address = `${url.replace('http', 'ws')}/rpc?lang=${options.lang ?? 'zh-CN'}`;
  const { origin } = options;
  const socket = new WebSocket(address, origin === undefined ? {} : { origin });
  onTestFinished(() => socket.terminate());
  const websocket = socket as unknown as globalThis.WebSocket; // it is one in all that the link uses
  return { socket, client: createORPCClient(new RPCLink({ websocket })) };
}

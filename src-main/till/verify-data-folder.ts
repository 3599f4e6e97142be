import { hasReplica } from '../store/till-file.ts';
import { openTillStore } from '../store/open-till-store.ts';
import type { ChainCheck, ChainFinding, ChainFindingKind } from '../store/till-store.ts';
import { verifyTill } from '../sync/verify-till.ts';
import { keyFileHolder } from './key-file-holder.ts';
import { StartFailure } from './start-failure.ts';

/**
 * Looks through all operations in the data folder of a stopped till (FR-22), each finding also in words. Fails with
 * StartFailure where there is no till, and with StoreFailure as a start of it would.
 */
export function verifyDataFolder(
  dataFolder: string,
): ChainCheck & { readonly words: readonly string[] } {
  const key = keyFileHolder(dataFolder).read();
  if (key === null || !hasReplica(dataFolder)) {
    throw new StartFailure(`${dataFolder}: 这里没有收银机的数据。There is no till's data here.`);
  }
  const store = openTillStore({ dataFolder, key });
  try {
    const check = verifyTill(store, { newestCount: null });
    return { ...check, words: check.findings.map(toWords) };
  } finally {
    store.close();
  }
}

const wordsOfKind: Readonly<Record<ChainFindingKind, string>> = {
  row_edited: '这一行的内容被改过。The text of this row was edited.',
  row_missing: '这一行不见了，后面的还在。This row was deleted; later ones are there.',
  chain_broken:
    '这一行接不上前一行。This row does not hang on the one before: one of the two was exchanged.',
  row_rebuilt:
    '从这一行起不是本机写的，是别人重做的。From here on the chain was made anew by somebody who is not this till.',
  other_install: '这一行是另一台收银机的。This row belongs to another install.',
  signed_otherwise:
    '总部在这个位置签收的是另一笔。Head office signed for another operation at this place.',
  signature_wrong: '保存的总部签名不对。The signature kept as head office’s is not by head office.',
  signed_twice:
    '总部在这个位置签收过两笔：两台机器用过同一个身份。Head office signed for two operations at this place: two machines worked with this identity.',
  tail_deleted: '从这一行起的末尾被删掉了。The end of the chain, from this row on, was deleted.',
  head_changed: '链尾的记号被改过。The note of where the chain ends was changed.',
};

function toWords({ kind, terminalSeq }: ChainFinding): string {
  return `${terminalSeq}: ${wordsOfKind[kind]}`;
}

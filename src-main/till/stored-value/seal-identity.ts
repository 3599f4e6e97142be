import { identitySealInfo, identitySealText } from '../../../src-shared/contract/office-wire.ts';
import { sealBox } from '../../../src-shared/node/sealed-box.ts';
import type { CodeKey } from '../../store/till-store.ts';

/**
 * Seals what a buyer's document says for head office (SV-06): nobody at the store can open it again, this till included. The
 * member is bound in, so that a seal cannot be moved to somebody else.
 */
export function sealIdentity(
  { keyId, publicKey }: CodeKey,
  memberId: string,
  identity: { readonly number: string; readonly name: string },
): string {
  const plain = Buffer.from(JSON.stringify(identity));
  const use = { info: identitySealInfo, boundTo: memberId };
  return identitySealText({ keyId, ...sealBox(plain, publicKey, use) });
}

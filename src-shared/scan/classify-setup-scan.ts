import { parseActivationCode } from '../values/activation-code.ts';
import { cleanRecoveryCode, recoveryCodeCharacters } from '../values/recovery-code.ts';
import { classifyScan } from './classify-scan.ts';

/**
 * What a scan is to a till that nobody can sign in at yet. As with `ScannedCode`, what is none of its codes comes without its
 * digits: they may be money, and none of them may reach a field, a log or head office (ID-01).
 */
export type SetupScan =
  | { readonly kind: 'activation_code'; readonly code: string }
  /** Perhaps damaged: whoever tries it says where. */
  | { readonly kind: 'recovery_code'; readonly code: string }
  | { readonly kind: 'payment_code' }
  | { readonly kind: 'other' };

/** So much of a recovery code is one that was read short, and nothing else. */
const RECOVERY_START = /^R1[0-9A-Z]{18,}$/;

/** Says what a scan is during the first run and where a till is locked (ID-01): one of the two codes asked for there, or not. */
export function classifySetupScan(text: string): SetupScan {
  const activation = parseActivationCode(text);
  if (activation !== null) return { kind: 'activation_code', code: activation };
  const recovery = cleanRecoveryCode(text);
  if (RECOVERY_START.test(recovery) && recovery.length <= recoveryCodeCharacters) {
    return { kind: 'recovery_code', code: recovery };
  }
  const { kind } = classifyScan(text, { cardPrefixes: [] });
  return { kind: kind === 'payment_code' ? kind : 'other' };
}

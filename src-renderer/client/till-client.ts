import type { ContractRouterClient } from '@orpc/contract';
import type { tillContract } from '../../src-shared/contract/till-contract.ts';

/** Everything a screen may ask of the till core, typed by the contract. */
export type TillClient = ContractRouterClient<typeof tillContract>;

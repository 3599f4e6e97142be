import { assert } from './assert.ts';
import type { Brand } from './brand.ts';

/** The permanent UUIDv7 of a member, minted where the member is enrolled. */
export type MemberId = Brand<string, 'MemberId'>;
/** The UUIDv7 of one fact, made once before the first try to post it. */
export type OperationId = Brand<string, 'OperationId'>;
/** A till position in a store; it outlives a reinstall. */
export type TerminalId = Brand<string, 'TerminalId'>;
/**
 * One installation of a till; a reinstall makes a new one, because receipt numbers then start
 * again.
 */
export type InstallId = Brand<string, 'InstallId'>;
/** A store of the chain. */
export type StoreId = Brand<string, 'StoreId'>;
/** A cashier, store assistant or manager. */
export type StaffId = Brand<string, 'StaffId'>;
/** A receipt number as the till system prints it; unique only with its install. */
export type ReceiptNo = Brand<string, 'ReceiptNo'>;
/** One spending of points, the same from reservation to posting. */
export type RedemptionId = Brand<string, 'RedemptionId'>;
/** A refund's own number, apart from the receipt it refunds. */
export type RefundNo = Brand<string, 'RefundNo'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Tells whether a text has the shape of a UUID in lower case; upper case is refused so that one id
 * has one spelling.
 */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Names a text as a member id; throws when it is empty. */
export function memberId(text: string): MemberId {
  // Checked: not empty; its shape is the contract's affair.
  return notEmpty(text, 'A member id') as MemberId;
}

/** Names a text as an operation id; throws when it is empty. */
export function operationId(text: string): OperationId {
  // Checked: not empty; its shape is the contract's affair.
  return notEmpty(text, 'An operation id') as OperationId;
}

/** Names a text as a terminal id; throws when it is empty. */
export function terminalId(text: string): TerminalId {
  // Checked: not empty; its shape is the office's affair.
  return notEmpty(text, 'A terminal id') as TerminalId;
}

/** Names a text as an install id; throws when it is empty. */
export function installId(text: string): InstallId {
  // Checked: not empty; its shape is the office's affair.
  return notEmpty(text, 'An install id') as InstallId;
}

/** Names a text as a store id; throws when it is empty. */
export function storeId(text: string): StoreId {
  // Checked: not empty; its shape is the chain's affair.
  return notEmpty(text, 'A store id') as StoreId;
}

/** Where members joined whom no store enrolled: a list brought them. */
export const headOfficeStoreId = storeId('head-office');

/** Names a text as a staff id; throws when it is empty. */
export function staffId(text: string): StaffId {
  // Checked: not empty; its shape is the chain's affair.
  return notEmpty(text, 'A staff id') as StaffId;
}

/** Names a text as a receipt number; throws when it is empty. */
export function receiptNo(text: string): ReceiptNo {
  // Checked: not empty; its shape is the till system's affair.
  return notEmpty(text, 'A receipt number') as ReceiptNo;
}

/** Names a text as a redemption id; throws when it is empty. */
export function redemptionId(text: string): RedemptionId {
  // Checked: not empty; its shape is the contract's affair.
  return notEmpty(text, 'A redemption id') as RedemptionId;
}

/** Names a text as a refund number; throws when it is empty. */
export function refundNo(text: string): RefundNo {
  // Checked: not empty; its shape is the till system's affair.
  return notEmpty(text, 'A refund number') as RefundNo;
}

function notEmpty(text: string, what: string): string {
  assert(text !== '', `${what} is never empty.`);
  return text;
}

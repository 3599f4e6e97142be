import { activateContract, readmitContract } from './office/activate.ts';
import { authoriseContract } from './office/authorise.ts';
import { authoriseValueContract } from './office/authorise-value.ts';
import { certifyContract } from './office/certify.ts';
import { couponsContract } from './office/coupons.ts';
import { feedContract } from './office/feed.ts';
import { identityContract } from './office/identity.ts';
import { ledgerContract } from './office/ledger.ts';
import { membersContract } from './office/members.ts';
import { receiptsContract } from './office/receipts.ts';
import { reviewContract } from './office/review.ts';
import { pushContract } from './office/push.ts';
import { relayContract } from './office/relay.ts';
import { releaseContract } from './office/release.ts';
import { snapshotsContract } from './office/snapshots.ts';
import { valueStatementContract } from './office/value-statement.ts';

/** What tills and head office say to each other. A change here must say what an old till will do. */
export const officeContract = {
  activate: activateContract,
  readmit: readmitContract,
  certify: certifyContract,
  push: pushContract,
  relay: relayContract,
  feed: feedContract,
  authorise: authoriseContract,
  authoriseValue: authoriseValueContract,
  release: releaseContract,
  valueStatement: valueStatementContract,
  coupons: couponsContract,
  members: membersContract,
  receipts: receiptsContract,
  identity: identityContract,
  ledger: ledgerContract,
  review: reviewContract,
  snapshots: snapshotsContract,
};

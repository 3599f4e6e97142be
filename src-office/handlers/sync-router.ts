import { activateHandler } from './activate.ts';
import { authoriseHandler } from './authorise.ts';
import { authoriseValueHandler } from './authorise-value.ts';
import { certifyHandler } from './certify.ts';
import { claimCouponsHandler } from './claim-coupons.ts';
import { compareIdentityHandler } from './compare-identity.ts';
import { listDigestsHandler, readMembersHandler } from './compare-members.ts';
import { feedHandler } from './feed.ts';
import { findLedgerHandler } from './find-ledger.ts';
import { findMemberHandler } from './find-member.ts';
import { findReceiptHandler } from './find-receipt.ts';
import { handOverCouponHandler } from './hand-over-coupon.ts';
import { offerSnapshotHandler } from './offer-snapshot.ts';
import type { OfficeServices } from './office-services.ts';
import { pushHandler } from './push.ts';
import { readmitHandler } from './readmit.ts';
import { relayHandler } from './relay.ts';
import { reportIdentityHandler } from './report-identity.ts';
import { releaseHandler } from './release.ts';
import { decideStoreHoldHandler, listReviewHandler } from './review-desk.ts';
import { syncCalls } from './sync-calls.ts';
import { valueStatementHandler } from './value-statement.ts';

/** What tills may call. */
export function makeSyncRouter(office: OfficeServices) {
  return syncCalls.router({
    activate: activateHandler(office),
    readmit: readmitHandler(office),
    certify: certifyHandler(office),
    push: pushHandler(office),
    relay: relayHandler(office),
    feed: feedHandler(office),
    authorise: authoriseHandler(office),
    authoriseValue: authoriseValueHandler(office),
    release: releaseHandler(office),
    valueStatement: valueStatementHandler(office),
    coupons: { claim: claimCouponsHandler(office), handOver: handOverCouponHandler(office) },
    members: {
      find: findMemberHandler(office),
      digests: listDigestsHandler(office),
      read: readMembersHandler(office),
    },
    identity: { compare: compareIdentityHandler(office), report: reportIdentityHandler(office) },
    ledger: { find: findLedgerHandler(office) },
    receipts: { find: findReceiptHandler(office) },
    snapshots: { offer: offerSnapshotHandler(office) },
    review: { list: listReviewHandler(office), decideHold: decideStoreHoldHandler(office) },
  });
}

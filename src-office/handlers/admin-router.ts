import { addGiftStockHandler, listGiftStockHandler } from './admin-gift-stock.ts';

import { listDifferencesHandler } from './admin-audit.ts';

import { adminCalls } from './admin-calls.ts';
import {
  audienceHandler,
  compareArmsHandler,
  listCampaignsHandler,
  stopCampaignHandler,
} from './admin-campaigns.ts';
import { decideCaseHandler, listCasesHandler } from './admin-cases.ts';
import { decideHoldHandler, listHoldsHandler } from './admin-holds.ts';
import { listJobsHandler, listNoticesHandler, runJobHandler } from './admin-jobs.ts';
import {
  issueCouponsHandler,
  listCouponsHandler,
  rotateCouponKeyHandler,
} from './admin-coupons.ts';
import {
  createDrawHandler,
  drawHandler,
  listDrawEntriesHandler,
  listDrawsHandler,
} from './admin-draws.ts';
import { listIdentitiesHandler, revealIdentityHandler } from './admin-identities.ts';
import {
  createMemberCodeHandler,
  getMemberCodeHandler,
  rotateMemberCodeKeyHandler,
} from './admin-member-code.ts';
import { findMembersHandler, getMemberHandler } from './admin-members.ts';
import { listDuplicatesHandler, mergeHandler, unmergeHandler } from './admin-merges.ts';
import { listOperationsHandler, totalsHandler } from './admin-operations.ts';
import {
  activateProgrammeHandler,
  listProgrammesHandler,
  publishProgrammeHandler,
} from './admin-programmes.ts';
import {
  couponConflictsHandler,
  liabilityCsvHandler,
  liabilityHandler,
  offlineLossHandler,
} from './admin-reports.ts';
import {
  createStaffHandler,
  listStaffHandler,
  revokeStaffHandler,
  setStaffMembersHandler,
} from './admin-staff.ts';
import {
  createActivationHandler,
  listTerminalsHandler,
  giveUpTerminalHandler,
  revokeTerminalHandler,
} from './admin-terminals.ts';
import { grantTierHandler } from './admin-tiers.ts';
import type { OfficeServices } from './office-services.ts';

/** What people and systems at head office may call. */
export function makeAdminRouter(office: OfficeServices) {
  return adminCalls.router({
    activation: { create: createActivationHandler(office) },
    terminal: {
      list: listTerminalsHandler(office),
      revoke: revokeTerminalHandler(office),
      giveUp: giveUpTerminalHandler(office),
    },
    staff: {
      create: createStaffHandler(office),
      list: listStaffHandler(office),
      setMembers: setStaffMembersHandler(office),
      revoke: revokeStaffHandler(office),
    },
    programme: {
      publish: publishProgrammeHandler(office),
      list: listProgrammesHandler(office),
      activate: activateProgrammeHandler(office),
    },
    campaign: {
      list: listCampaignsHandler(office),
      stop: stopCampaignHandler(office),
      audience: audienceHandler(office),
      arms: compareArmsHandler(office),
    },
    coupon: {
      issue: issueCouponsHandler(office),
      list: listCouponsHandler(office),
      rotateKey: rotateCouponKeyHandler(office),
    },
    member: {
      get: getMemberHandler(office),
      find: findMembersHandler(office),
      duplicates: listDuplicatesHandler(office),
      merge: mergeHandler(office),
      unmerge: unmergeHandler(office),
      grantTier: grantTierHandler(office),
      identities: listIdentitiesHandler(office),
      revealIdentity: revealIdentityHandler(office),
      code: getMemberCodeHandler(office),
      carry: createMemberCodeHandler(office),
      rotateCodeKey: rotateMemberCodeKeyHandler(office),
    },
    giftStock: { add: addGiftStockHandler(office), list: listGiftStockHandler(office) },
    totals: totalsHandler(office),
    operation: { list: listOperationsHandler(office) },
    job: { run: runJobHandler(office), list: listJobsHandler(office) },
    draw: {
      create: createDrawHandler(office),
      list: listDrawsHandler(office),
      draw: drawHandler(office),
      entries: listDrawEntriesHandler(office),
    },
    case: { list: listCasesHandler(office), decide: decideCaseHandler(office) },
    hold: { list: listHoldsHandler(office), decide: decideHoldHandler(office) },
    report: {
      liability: liabilityHandler(office),
      liabilityCsv: liabilityCsvHandler(office),
      offlineLoss: offlineLossHandler(office),
      couponConflicts: couponConflictsHandler(office),
    },
    audit: { differences: listDifferencesHandler(office) },
    notice: { list: listNoticesHandler(office) },
  });
}

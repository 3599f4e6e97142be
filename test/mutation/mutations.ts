/** One wrong number: what it changes where, and the test files of which one has to notice. */
export interface Mutation {
  /** What would be wrong, with its rule. */
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Test files from the root of the repository. */
  readonly tests: readonly string[];
}

const domain = (...names: readonly string[]): readonly string[] =>
  names.map((name) => `test/domain/${name}.test.ts`);

const rounding = ['test/values/rounding.test.ts', ...domain('rules-vectors')];
const earning = domain('earn', 'earn-entries', 'rules-vectors', 'quote');
const posting = domain('post-entries', 'lots', 'rules-vectors', 'apply-operation');
const refunding = domain('refund', 'rules-vectors');
const redeeming = domain('redemption', 'rules-vectors', 'quote');
const adjusting = ['test/domain/member-decisions.test.ts', 'test/till/adjustments.test.ts'];
const coupons = domain(
  'coupon-vectors',
  'best-coupons',
  'choose-coupons',
  'coupon-decisions',
  'quote',
);
const tiers = domain('tier-vectors', 'tier-changes', 'tier-grant');
const plans = domain('plan');
const value = domain('stored-value', 'stored-value-properties');
const prices = domain('quote');

const merging = domain('merge');
const capping = domain('holds');
const sinks = domain('sink');
const grants = domain('store-grant', 'value-grant');
const campaigns = domain('earn', 'quote');
const jobs = ['test/office/job-edges.test.ts'];

type Change = readonly [name: string, find: string, replace: string];

const inPath = (
  file: string,
  tests: readonly string[],
  changes: readonly Change[],
): readonly Mutation[] =>
  changes.map(([name, find, replace]) => ({ name, file, find, replace, tests }));
const inFile = (file: string, tests: readonly string[], changes: readonly Change[]) =>
  inPath(`src-shared/${file}`, [...new Set([...tests, ...domain('boundaries')])], changes);
const inJob = (name: string, changes: readonly Change[]) =>
  inPath(`src-office/jobs/${name}-job.ts`, jobs, changes);

/** Every rounding, cap and order of the rules that has a number in it, each wrong by one. */
export const mutations: readonly Mutation[] = [
  ...inFile('domain/clock/trust-clock.ts', domain('clock'), [
    [
      'OF-11: a machine started anew has not run',
      'nowUptimeMs < uptimeMs ? nowUptimeMs',
      'nowUptimeMs < uptimeMs ? 0',
    ],
    [
      'OF-11: doubtful a minute later',
      'doubtfulFromMs = 2 * 60_000',
      'doubtfulFromMs = 3 * 60_000',
    ],
    ['OF-11: off a minute later', 'offFromMs = 30 * 60_000', 'offFromMs = 31 * 60_000'],
    ['OF-11: to be set a minute later', 'toSetFromMs = 5 * 60_000', 'toSetFromMs = 6 * 60_000'],
    [
      'OF-11: two minutes are doubtful',
      'aheadMs <= doubtfulFromMs &&',
      'aheadMs < doubtfulFromMs &&',
    ],
    ['OF-11: set by two minutes is doubtful', 'setMs <= doubtfulFromMs', 'setMs < doubtfulFromMs'],
    ['OF-11: half an hour is off', 'aheadMs > offFromMs', 'aheadMs >= offFromMs'],
    [
      'OF-11: five minutes are to be set',
      'Math.abs(aheadMs) > toSetFromMs',
      'Math.abs(aheadMs) >= toSetFromMs',
    ],
    ['OF-11: five minutes before are behind', 'leftMs > toSetFromMs', 'leftMs >= toSetFromMs'],
    [
      'OF-11: two minutes at the start are uncounted',
      'Math.abs(atMs - countedAtMs) <= doubtfulFromMs',
      'Math.abs(atMs - countedAtMs) < doubtfulFromMs',
    ],
    [
      'OF-11: an operation of two minutes on ends the count',
      'newestOperationAtMs - countedAtMs <= doubtfulFromMs',
      'newestOperationAtMs - countedAtMs < doubtfulFromMs',
    ],
    [
      'OF-11: a clock set right is corrected again',
      "{ kind: 'count', offsetMs: 0, anchor }",
      "{ kind: 'count', offsetMs, anchor }",
    ],
    [
      'OF-11: what head office brought last is later than the clock',
      'Math.max(countedAtMs, lastSyncAtMs ?? 0)',
      'countedAtMs',
    ],
    [
      'OF-11: two minutes at the start are set back',
      'correctedAtMs < writtenAtMs - doubtfulFromMs',
      'correctedAtMs <= writtenAtMs - doubtfulFromMs',
    ],
    [
      'OF-11: two minutes still are of no age',
      'correctedAtMs < seenAtMs - doubtfulFromMs',
      'correctedAtMs <= seenAtMs - doubtfulFromMs',
    ],
    [
      'OF-11: a clock set back makes things younger',
      'Math.max(writtenAtMs, correctedAtMs)',
      'writtenAtMs',
    ],
  ]),
  ...inFile('values/rounding.ts', rounding, [
    [
      'PL-06: rates round up',
      'floorBigDivide(BigInt(amount) * BigInt(rate.numerator), BigInt(rate.denominator))',
      'floorBigDivide(BigInt(amount) * BigInt(rate.numerator) + BigInt(rate.denominator) - 1n, BigInt(rate.denominator))',
    ],
    [
      'PL-06: a negative amount rounds towards zero',
      '? quotient - 1n : quotient',
      '? quotient : quotient',
    ],
    ['PL-06: ties go to the higher line', 'return a.index - b.index;', 'return b.index - a.index;'],
    [
      'PL-06: the rest goes to the smallest remainder',
      'a.remainder > b.remainder ? -1 : 1',
      'a.remainder > b.remainder ? 1 : -1',
    ],
    ['PL-06: one unit of the rest is lost', '.slice(0, leftCount)', '.slice(0, leftCount - 1)'],
  ]),
  ...inFile('domain/points/rate.ts', earning, [
    [
      'PL-07: equal rates count as smaller',
      'compareRates(a, b) <= 0 ? a : b',
      'compareRates(a, b) > 0 ? a : b',
    ],
    [
      'PL-07: an extra pays the base again',
      'subtractRates(multiplier, rateOne)',
      'subtractRates(multiplier, { numerator: 0, denominator: 1 })',
    ],
  ]),
  ...inFile('domain/points/points-under-terms.ts', earning, [
    [
      'PL-07: the cap of a campaign is off by one',
      'terms.maxCampaignPoints ?? extra',
      '(terms.maxCampaignPoints ?? extra) + 1',
    ],
    [
      'R063: a threshold bonus needs a fen more',
      'countedFen >= thresholdFen',
      'countedFen > thresholdFen',
    ],
    ['PL-07: a bonus without goods', 'countedFen > 0 && ', 'countedFen >= 0 && '],
    [
      'PL-07: campaign extra of all goods',
      'lines.filter((line) => isOfRule(terms, ruleId, line))',
      'lines',
    ],
  ]),
  ...inFile('domain/points/earn-points.ts', earning, [
    [
      'TR-07: the worse of tier and plan',
      'compareRates(multiplier, standing.multiplier) > 0',
      'compareRates(multiplier, standing.multiplier) < 0',
    ],
    [
      'TR-07: of equal ones the plan',
      'compareRates(multiplier, standing.multiplier) > 0',
      'compareRates(multiplier, standing.multiplier) >= 0',
    ],
    [
      'PL-07: of equal coupon and campaign the coupon',
      'sumPoints(parts) > sumPoints(bestParts)',
      'sumPoints(parts) >= sumPoints(bestParts)',
    ],
    [
      'PL-07: the cap on the multiplier is one more',
      'subtractRates(maxMultiplier, tierMultiplier), rateOne)',
      'subtractRates(maxMultiplier, tierMultiplier), { numerator: 2, denominator: 1 })',
    ],
    [
      'PL-07: the tier is above the cap',
      'smallerRate(standing.multiplier, maxMultiplier)',
      'standing.multiplier',
    ],
    [
      'PL-07: a bonus above the cap of a receipt',
      'Math.min(reward.points, maxPointsPerReceipt ?? reward.points)',
      'Math.max(reward.points, maxPointsPerReceipt ?? reward.points)',
    ],
  ]),
  ...inFile('domain/campaign/find-campaigns.ts', earning, [
    [
      'PL-07: the lowest priority wins',
      'campaign.priority > best.priority',
      'campaign.priority < best.priority',
    ],
    [
      'PL-07: ties go to the highest id',
      'campaign.campaignId < best.campaignId',
      'campaign.campaignId > best.campaignId',
    ],
    [
      'R082: a campaign misses its first day',
      'businessDate < campaign.fromDay',
      'businessDate <= campaign.fromDay',
    ],
    [
      'R082: a campaign misses its last day',
      'businessDate > campaign.toDay',
      'businessDate >= campaign.toDay',
    ],
    [
      'CP-03: of several reasons the nearest is told',
      'distanceOf(kind) > distanceOf(found)',
      'distanceOf(kind) < distanceOf(found)',
    ],
    [
      'PL-07: goods that earn nothing choose a campaign',
      'line.baseFen > 0 && ',
      'line.baseFen >= 0 && ',
    ],
  ]),
  ...inFile('domain/points/cap-earn.ts', earning, [
    [
      'PL-08: one receipt more per day',
      'input.dayReceiptCount >= receiptsPerDay',
      'input.dayReceiptCount > receiptsPerDay',
    ],
    [
      'PL-08: one point more per day',
      'pointsPerDay - input.dayEarnedPoints)',
      'pointsPerDay - input.dayEarnedPoints + 1)',
    ],
    [
      'PL-08: all waits once a cap is passed',
      'heldPoints: earnedPoints - freePoints',
      'heldPoints: earnedPoints',
    ],
  ]),
  ...inFile(
    'domain/points/earn-entries.ts',
    [...earning, ...domain('refund')],
    [
      [
        'PL-12: a debt takes all of an earning',
        'floorRate(free, programme.earn.debtSettleShare),',
        'free,',
      ],
      [
        'PL-12: the share that settles rounds up',
        'floorRate(free, programme.earn.debtSettleShare)',
        'floorRate(free + 1, programme.earn.debtSettleShare)',
      ],
      [
        'PL-12: what is held settles too',
        'floorRate(free, programme.earn.debtSettleShare)',
        'floorRate(earnedPoints, programme.earn.debtSettleShare)',
      ],
      [
        'PL-09: usable first is held first',
        'return one < other ? 1 : -1;',
        'return one < other ? -1 : 1;',
      ],
      [
        'PL-09: a day later',
        'addDays(businessDate, rule.days)',
        'addDays(businessDate, rule.days + 1)',
      ],
    ],
  ),
  ...inFile(
    'domain/points/expiry-day.ts',
    [...earning, ...posting],
    [
      [
        'PL-20: a month less',
        'addMonths(businessDate, policy.months)',
        'addMonths(businessDate, policy.months - 1)',
      ],
      [
        'PL-20: not to the end of the month',
        'endOfMonth(addMonths(businessDate, policy.months))',
        'addMonths(businessDate, policy.months)',
      ],
      ['PL-20: end of this year', 'const monthsPerYear = 12', 'const monthsPerYear = 0'],
    ],
  ),
  ...inFile('domain/points/lots.ts', posting, [
    [
      'PL-02: lots in the wrong order',
      'lot.expiresOnDay >= move.expiresOnDay',
      'lot.expiresOnDay <= move.expiresOnDay',
    ],
    [
      'PL-20: a lot cannot be spent on its last day',
      'lot.expiresOnDay >= wish.usableOnDay',
      'lot.expiresOnDay > wish.usableOnDay',
    ],
    ['PL-02: an emptied lot stays', 'if (points > 0) left.push(', 'if (points >= 0) left.push('],
    [
      'PL-02: a point is not counted as short',
      'first.shortPoints - sumPoints(second)',
      'Math.max(0, first.shortPoints - sumPoints(second) - 1)',
    ],
  ]),
  ...inFile(
    'domain/points/post-entries.ts',
    [...posting, ...domain('refund')],
    [
      [
        'PL-01: one entry less is explained',
        'explainedEntryCount = 20',
        'explainedEntryCount = 19',
      ],
      [
        'PL-12: what is given back pays a point less of the debt',
        'Math.min(purse.debtPoints, entry.points);',
        'Math.max(0, Math.min(purse.debtPoints, entry.points) - 1);',
      ],
      [
        'PL-12: points that are gone leave no debt',
        'purse.debtPoints + shortPoints',
        'purse.debtPoints',
      ],
      [
        'PL-09: what is usable today waits',
        'usableFromDay <= at.businessDate,',
        'usableFromDay < at.businessDate,',
      ],
      ['PL-09: one sale less is told apart', 'toldApartCount = 20', 'toldApartCount = 19'],
      ['PL-09: one sale more is told apart', 'toldApartCount = 20', 'toldApartCount = 21'],
      [
        'PL-09: of one number the pending points of another sale',
        '&& !isOtherSale(lot.saleOperationId, sale.saleOperationId)',
        '',
      ],
      [
        'PL-08: what the till released is released once more',
        '0 - takeback.points) - knownPoints',
        '0 - takeback.points)',
      ],
      [
        'PL-08: more is released than is taken back',
        'Math.min(hold.points, 0 - takeback.points)',
        'hold.points',
      ],
    ],
  ),
  ...inFile('domain/points/sale-hold.ts', domain('apply-operation', 'settle-refunds'), [
    [
      'PL-10: a hold is only found by the very id',
      'const sale = named === undefined ? saleOfHold(holdId) : null',
      'const sale = null as SaleOf | null',
    ],
  ]),
  ...inFile(
    'domain/receipt/sale-of.ts',
    domain('is-same-sale', 'apply-operation', 'tier-changes'),
    [
      [
        'PL-10: a sale that is not named is another one',
        'one !== undefined && other !== undefined && one !== other',
        'one !== other',
      ],
      [
        'PL-10: of two sales of one number any',
        'isSameReceipt && !isOtherSale(saleOperationId, operationId)',
        'isSameReceipt',
      ],
      ['PL-10: the receipt of another store', 'receipt.storeId === key.storeId &&', ''],
      ['PL-10: the receipt of another day', 'receipt.businessDate === key.businessDate &&', ''],
    ],
  ),
  ...inFile('domain/receipt/receipt-history.ts', domain('refund'), [
    [
      'PL-13: the redemption of another till',
      'operation.installId === earn.installId',
      'operation.installId !== null',
    ],
    [
      'PL-12: what was deducted is to be paid out again',
      'moneyFen: moneyFen + (shortPoints?.deductedFen ?? 0)',
      'moneyFen',
    ],
    [
      'PL-10: refunds of one number by two tills are one',
      'return a.operationId === b.operationId;',
      'return a.refundNo === b.refundNo;',
    ],
  ]),
  ...inFile(
    'domain/points/waiting-lots.ts',
    [...posting, ...earning],
    [
      [
        'PL-09: still waiting on its day',
        'usableFromDay > businessDate,',
        'usableFromDay >= businessDate,',
      ],
    ],
  ),
  ...inFile('domain/redemption/decide-redemption.ts', redeeming, [
    [
      'PL-21: a fen less stays payable',
      '      eligibleFen - keepPayableFen',
      '      eligibleFen - keepPayableFen + 1',
    ],
    [
      'PL-21: the share of the receipt rounds up',
      'floorRate(eligibleFen, capShare)',
      'floorRate(eligibleFen + 1, capShare)',
    ],
    [
      'PL-21: the fixed cap is a fen more',
      'capFen ?? Number',
      '(capFen === null ? null : capFen + 100) ?? Number',
    ],
    [
      'PL-21: caps per redemption, not per receipt',
      'pointsCapFen(input.programme, input.eligibleFen) - input.alreadyOffsetFen',
      'pointsCapFen(input.programme, input.eligibleFen)',
    ],
    [
      'PL-21: a fen more than the receipt takes is burned',
      'if (offsetFen <= pointsCapFen(programme, eligibleFen)) return null;',
      'if (offsetFen <= pointsCapFen(programme, eligibleFen) + 1) return null;',
    ],
    [
      'PL-21: a redemption of the minimum is refused',
      'if (points < minPoints) return',
      'if (points <= minPoints) return',
    ],
    [
      'PL-21: the most is refused',
      'if (points > maxPoints) return',
      'if (points >= maxPoints) return',
    ],
  ]),
  ...inFile('domain/redemption/stepped-points.ts', redeeming, [
    ['PL-21: not in steps', 'points - (points % stepPoints)', 'points'],
    [
      'PL-21: the minimum itself is too little',
      'stepped < minPoints ? 0',
      'stepped <= minPoints ? 0',
    ],
  ]),
  ...inFile('domain/redemption/restore-moves.ts', refunding, [
    ['PL-13: what was taken first returns first', 'return taken.toReversed();', 'return taken;'],
    [
      'PL-13: the last day of a lot is over',
      'taken.expiresOnDay < businessDate',
      'taken.expiresOnDay <= businessDate',
    ],
    [
      'PL-13: a day of grace more',
      'programme.refund.restoreGraceDays)',
      'programme.refund.restoreGraceDays + 1)',
    ],
  ]),
  ...inFile('domain/refund/decide-refund.ts', refunding, [
    [
      'PL-11: each refund is reckoned alone',
      'creditedPoints - gonePoints - keepPoints',
      'creditedPoints - keepPoints',
    ],
    [
      'PL-11: a fen more than was sold can come back',
      'if (amountFen > maxFen) return',
      'if (amountFen > maxFen + 1) return',
    ],
    [
      'PL-11: the last fen cannot come back',
      'if (amountFen > maxFen) return',
      'if (amountFen >= maxFen) return',
    ],
    [
      'PL-13: restored points are not cumulative',
      'Math.max(0, restored - alreadyRestoredPoints)',
      'Math.max(0, restored)',
    ],
    [
      'PL-13: shares of an offset round up',
      'floorRate(fen, { numerator: partFen, denominator: amountFen })',
      'floorRate(fen + 1, { numerator: partFen, denominator: amountFen })',
    ],
    [
      'PL-12: more is kept than is paid out',
      'Math.min(points, floorRate(moneyFen, pointsPerFen))',
      'Math.min(points, floorRate(moneyFen + 1, pointsPerFen))',
    ],
    ['PL-12: points beyond the money are forgiven', 'deduct: deductible.points', 'deduct: points'],
    [
      'PL-12: points that keep no fen are forgiven',
      'points: 0 - floorRate(0 - fen, pointsPerFen)',
      'points: 1 - floorRate(0 - fen, pointsPerFen)',
    ],
    [
      'PL-12: the waiver is what nobody asked for',
      "find((choice) => choice !== 'waive')",
      "find((choice) => choice === 'waive')",
    ],
    ['PL-15: a later refund is a void', 'record.refunds.length === 0 && ', ''],
    [
      'PL-08: what head office held beyond the till is in no lots',
      'sumPoints(own) < hold.points ?',
      'sumPoints(own) <= 0 ?',
    ],
    [
      'PL-08: the first lots of a hold are released again',
      'takeMoves(held, sumPoints(held) - hold.points, points)',
      'takeMoves(held, 0, points)',
    ],
  ]),
  ...inFile('domain/stored-value/restore-value.ts', refunding, [
    [
      'PL-14: a part of a line is a fen short',
      "rounding: PartRounding = 'up'",
      "rounding: PartRounding = 'down'",
    ],
  ]),
  ...inFile('domain/refund/tenders.ts', refunding, [
    [
      'PL-14: what earlier tills rounded off is lost',
      'returnedFen + owedFen - sumValueFen(value)',
      'returnedFen - sumValueFen(value)',
    ],
    [
      'PL-14: what earlier tills rounded off is paid again and again',
      'grownFen() - paidFen)',
      'Math.max(0, grownFen() - paidFen))',
    ],
    [
      'R100: goods that two tills took back are set against the others',
      'Math.max(0, owedFen + grownFen() - paidFen)',
      'owedFen + grownFen() - paidFen',
    ],
  ]),
  ...inFile('domain/refund/settle-refunds.ts', domain('settle-refunds'), [
    [
      'PL-08: what a review refused is taken back again',
      'Math.max(least.takenBackPoints, takenBefore)',
      'Math.max(least.takenBackPoints, taken)',
    ],
    [
      'R100: what came back twice is reckoned twice',
      'restoredPoints = most.restoredPoints - restored',
      'restoredPoints = restored - restored',
    ],
    [
      'R100: what was taken back too often stays taken',
      'givenBackPoints = Math.max(0, movedPoints)',
      'givenBackPoints = Math.min(0, movedPoints)',
    ],
    [
      'PL-12: what was written off is given back as well',
      'movedPoints = writtenOffPoints - takenBackPoints',
      'movedPoints = 0 - takenBackPoints',
    ],
    [
      'TR-03: a tier outlives the goods that two tills took back of it',
      '(tier === null ? {} : { tier })',
      '{}',
    ],
    [
      'PL-12: what two tills forgave of the same is forgiven twice',
      'Math.min(mostOfTill, forgivenByGoods(record, contested))',
      'sumWrittenOff(contested)',
    ],
  ]),
  ...inFile('domain/points/decide-adjustment.ts', adjusting, [
    [
      'PL-17: the limit itself is too much',
      'if (size > maxPoints) return',
      'if (size >= maxPoints) return',
    ],
    [
      'PL-17: an approver may a point more',
      'size > limits[approver.role]',
      'size > limits[approver.role] + 1',
    ],
    [
      'PL-17: the limit of a day is a point more',
      'if (size > leftPoints) return',
      'if (size > leftPoints + 1) return',
    ],
    [
      'PL-17: what is there cannot be taken',
      'if (-points > availablePoints)',
      'if (-points >= availablePoints)',
    ],
    ['PL-17: a point more without approval', 'size > aloneMaxPoints', 'size > aloneMaxPoints + 1'],
    ['OF-02: a point more offline', 'offlineMaxPoints = 500', 'offlineMaxPoints = 501'],
  ]),
  ...inFile('domain/coupon/coupon-worth.ts', coupons, [
    [
      'CP-01: the fen of the threshold is not enough',
      'return countedFen >= thresholdFen',
      'return countedFen > thresholdFen',
    ],
    [
      'CP-01: more off than the goods cost',
      'Math.min(coupon.offFen ?? effect.offFen, coveredFen)',
      '(coupon.offFen ?? effect.offFen)',
    ],
    [
      'CP-01: a percentage rounds up',
      'floorRate(coveredFen, offShare)',
      'floorRate(coveredFen + 1, offShare)',
    ],
    [
      'CP-01: a percentage has no cap',
      'Math.min(floorRate(coveredFen, offShare), maxOffFen)',
      'floorRate(coveredFen, offShare)',
    ],
    [
      'CP-01: the gift counts towards its condition',
      'countsItself ? scaledOne : 0',
      'countsItself ? 0 : 0',
    ],
    [
      'CP-01: one unit less to buy',
      'effect.buyQuantity * scaledOne - bought',
      '(effect.buyQuantity - 1) * scaledOne - bought',
    ],
    [
      'CP-01: the add-on counts towards its condition',
      'countsItself ? unit.unitFen : 0',
      'countsItself ? 0 : 0',
    ],
    ['CP-01: the cheapest unit is given', 'unitFen > dearest.unitFen', 'unitFen < dearest.unitFen'],
    ['CP-01: of equal units the last', 'unitFen > dearest.unitFen', 'unitFen >= dearest.unitFen'],
  ]),
  ...inFile('domain/coupon/share-coupons.ts', coupons, [
    [
      'CP-02: the widest coupon goes first',
      'a.coveredFen - b.coveredFen || a.index',
      'b.coveredFen - a.coveredFen || a.index',
    ],
    ['CP-02: of equals the last goes first', '|| a.index - b.index', '|| b.index - a.index'],
  ]),
  ...inFile('domain/coupon/best-coupons.ts', coupons, [
    [
      'CP-07: two floor coupons',
      'other.isFloor === true && one.isFloor === true',
      'other.isFloor === true && one.isFloor !== true',
    ],
    [
      'CP-02: the same coupons of the latest day',
      'coupon.rank < first.rank',
      'coupon.rank > first.rank',
    ],
    [
      'CP-02: one coupon more',
      'maxCoupons - chosen.candidates.length',
      'maxCoupons + 1 - chosen.candidates.length',
    ],
    [
      'CP-02: a combination that could tie is left out',
      '< search.best.offFen) return;',
      '<= search.best.offFen) return;',
    ],
    [
      'CP-02: a last coupon that ties is left out',
      'count <= best.candidates.length',
      'count < best.candidates.length',
    ],
    ['CP-02: the highest rank first', '|| a.rank - b.rank;', '|| b.rank - a.rank;'],
  ]),
  ...inFile('domain/coupon/coupon-time.ts', coupons, [
    ['CP-06: not on the first day', 'day < coupon.fromDay', 'day <= coupon.fromDay'],
    ['CP-06: not on the last day', 'day > coupon.toDay', 'day >= coupon.toDay'],
  ]),
  ...inFile('domain/tier/tier-period.ts', tiers, [
    ['TR-02: a month more', 'periodMonths = 12', 'periodMonths = 13'],
    ['TR-02: not to the end of the month', 'endOfMonth(later)', 'later'],
    [
      'TR-04: a day of grace more',
      'addDays(untilDay, policy.graceDays)',
      'addDays(untilDay, policy.graceDays + 1)',
    ],
  ]),
  ...inFile('domain/tier/measure-growth.ts', tiers, [
    [
      'TR-01: the window begins a day early',
      'addDays(addMonths(onDay, -window.months), 1)',
      'addMonths(onDay, -window.months)',
    ],
    [
      'TR-01: the calendar year begins on 31 December',
      'addDays(endOfYear(addMonths(onDay, -monthsPerYear)), 1)',
      'endOfYear(addMonths(onDay, -monthsPerYear))',
    ],
    ['TR-01: the least spend of a visit is too little', 'fen >= visitMinFen', 'fen > visitMinFen'],
    ['TR-01: a date whose goods came back is a visit', '(fen) => fen > 0', '(fen) => fen >= 0'],
    ['TR-01: the first day does not count', 'onDay >= firstDay', 'onDay > firstDay'],
    ['TR-01: the last day does not count', 'onDay <= lastDay', 'onDay < lastDay'],
  ]),
  ...inFile('domain/tier/decide-upgrade.ts', tiers, [
    [
      'TR-02: a receipt lowers a tier',
      'current < 0 || rank <= current',
      'current < 0 || rank === current',
    ],
    ['TR-02: a whole period again for the same tier', 'rank <= current', 'rank < current'],
    [
      'TR-05: what stands again after a lower tier is earned anew',
      'Math.max(own, rankOf(tiers, again.tierCode))',
      'own',
    ],
    ['TR-05: a receipt lifts who is held down', '|| isHeldDown(state, sinceDay)', ''],
    [
      'TR-03: below a receipt the granted tier is forgotten',
      "cause.kind === 'receipt' || isGranted(tierTerm)",
      "cause.kind === 'receipt'",
    ],
  ]),
  ...inFile('domain/tier/decide-revert.ts', tiers, [
    ['TR-03: a day less to lose the tier', '> tierPolicy.revertDays', '>= tierPolicy.revertDays'],
    [
      'TR-03: a day more to lose the tier',
      '> tierPolicy.revertDays',
      '> tierPolicy.revertDays + 1',
    ],
    ['TR-03: the refund of any receipt', 'receiptNo !== receipt.receiptNo || ', ''],
    [
      'TR-03: the refund of another store',
      'storeId !== undefined && storeId !== receipt.storeId',
      'false',
    ],
    [
      'TR-03: the refund of another till',
      'isOtherSale(saleOperationId, input.saleOperationId)',
      'false',
    ],
    [
      'TR-03: a granted tier keeps what is below it',
      'return revertBelow(input, tierTerm)',
      'return null',
    ],
    [
      'TR-03: one step down for two lost rises',
      'return leftOf(shop, term.before);',
      'return term.before;',
    ],
    [
      'TR-03: what the rest reaches is what was there before',
      'rank <= backRank ||',
      'rank < backRank ||',
    ],
    ['TR-03: the rest counts to the last day of the window', ', lastDay: businessDate }', ' }'],
  ]),
  ...inFile('domain/tier/with-tier-on.ts', tiers, [
    ['TR-04: no grace for an earned tier at a till', '!isGranted(tierTerm)', 'false'],
  ]),
  ...inFile('domain/tier/granted-tier.ts', tiers, [
    [
      'TR-05: free on the last day of a lower tier',
      'return onDay <= tierTerm.untilDay',
      'return onDay < tierTerm.untilDay',
    ],
    [
      'TR-05: a tier by hand ends on its last day',
      '|| onDay <= tierTerm.untilDay)',
      '|| onDay < tierTerm.untilDay)',
    ],
    [
      'TR-05: what was there before has ended on its last day',
      'before.untilDay < onDay',
      'before.untilDay <= onDay',
    ],
    [
      'TR-05: what was there before loses its receipt',
      'if (before.term !== undefined) return',
      'if (before.untilDay === null) return',
    ],
  ]),
  ...inFile('domain/tier/decide-evaluation.ts', tiers, [
    [
      'TR-05: what was earned meanwhile is less than what was there',
      'beforeRank >= earned',
      'beforeRank > earned',
    ],
    [
      'TR-04: evaluated on its last day',
      'if (onDay <= untilDay) return',
      'if (onDay < untilDay) return',
    ],
    ['TR-04: a day of grace less', 'onDay <= graceUntilDay', 'onDay < graceUntilDay'],
    [
      'TR-04: told a day early',
      'addDays(untilDay, -programme.tierPolicy.noticeDays)',
      'addDays(untilDay, -programme.tierPolicy.noticeDays - 1)',
    ],
  ]),
  ...inFile('domain/tier/post-tier.ts', tiers, [
    [
      'TR-05: the receipt of a till that had not heard lifts',
      'if (isRise && isHeldDown(state, term.sinceDay)) return state;',
      '',
    ],
  ]),
  ...inFile('domain/plan/plan-days.ts', plans, [
    ['TR-09: a day more than its months', 'addDays(sameDay, -1)', 'sameDay'],
  ]),
  ...inFile('domain/plan/give-back-plan-use.ts', plans, [
    ['TR-09: goods give back what they saved before too', 'nowFen - beforeFen }', 'nowFen }'],
    [
      'TR-09: the last of the goods gives back its share',
      'isAllBack ? savedFen :',
      'false ? savedFen :',
    ],
    [
      'TR-09: a plan given back is settled anew',
      "(plan.status === 'refunded' && plan.chargedFen === undefined)",
      'false',
    ],
    [
      'TR-09: what else is used of a plan is not charged first',
      'const stillUsedFen = Math.max(0, usedFen - givenBackFen)',
      'const stillUsedFen = 0',
    ],
    [
      'TR-09: a use that has not come pays out more than was charged',
      'Math.max(0, usedFen - givenBackFen)',
      'usedFen - givenBackFen',
    ],
    [
      'TR-09: goods pay out more than they give back',
      'Math.min(givenBackFen, Math.max(0, chargedFen - stillUsedFen))',
      'Math.max(0, chargedFen - stillUsedFen)',
    ],
    [
      'TR-09: goods take from the member what was not charged',
      'Math.max(0, chargedFen - stillUsedFen)',
      'chargedFen - stillUsedFen',
    ],
  ]),
  ...inFile('domain/plan/post-plans.ts', plans, [
    [
      'TR-09: plans of two tills share a day',
      'fromDay = addDays(other.untilDay, 1)',
      'fromDay = addDays(other.untilDay, 0)',
    ],
    [
      'TR-09: a plan of other days moves',
      'other.fromDay <= untilDay && fromDay',
      'other.fromDay <= addDays(untilDay, 1) && fromDay',
    ],
    [
      'TR-09: a plan stacks behind one that was given back',
      "planId === plan.planId && status === 'active'",
      'planId === plan.planId',
    ],
    [
      'TR-09: plans stack from the last one back',
      'a.fromDay < b.fromDay ? -1 : 1',
      'a.fromDay < b.fromDay ? 1 : -1',
    ],
    [
      'TR-09: a use after the refund is of a plan in force',
      "=== 'refunded' ? came",
      "!== '' ? came",
    ],
    ['TR-09: what goods paid out is charged again', 'chargedFen: -chargedFen', 'chargedFen'],
    ['TR-09: one awaited plan less', 'awaitedPlansKept = 20', 'awaitedPlansKept = 19'],
    ['TR-09: one awaited plan more', 'awaitedPlansKept = 20', 'awaitedPlansKept = 21'],
    [
      'TR-09: the newest awaited plan is forgotten',
      'slice(-awaitedPlansKept)',
      'slice(0, awaitedPlansKept)',
    ],
    ['TR-09: a plan of sixty months stays', 'months > monthsMost', 'months >= monthsMost'],
  ]),
  ...inFile('domain/plan/decide-plan-refund.ts', plans, [
    [
      'TR-09: the seventh day is too late',
      'daysBetween(soldOnDay, businessDate) <= days',
      'daysBetween(soldOnDay, businessDate) < days',
    ],
    [
      'TR-09: the days of a plan are one less',
      'daysBetween(plan.fromDay, plan.untilDay) + 1',
      'daysBetween(plan.fromDay, plan.untilDay)',
    ],
    [
      'TR-09: today is not used',
      'daysBetween(plan.fromDay, businessDate) + 1',
      'daysBetween(plan.fromDay, businessDate)',
    ],
    ['TR-09: below zero is asked back', 'Math.max(0, paidFen - savedFen)', 'paidFen - savedFen'],
    [
      'TR-09: on its last day a plan is over',
      'plan.untilDay < businessDate',
      'plan.untilDay <= businessDate',
    ],
    [
      'TR-09: the used part rounds up',
      'floorRate(paidFen, { numerator: days,',
      'floorRate(paidFen + 1, { numerator: days,',
    ],
    [
      'TR-09: 8 days for a plan no longer sold',
      'legalFullRefundDays = 7',
      'legalFullRefundDays = 8',
    ],
    [
      'TR-09: more is charged than was paid',
      "kind === 'used_benefits' || kind === 'not_claimed'",
      "kind === 'used_benefits'",
    ],
  ]),
  ...inFile('domain/price/price-line.ts', prices, [
    [
      'TR-10: of equal prices the last',
      'candidate.priceFen < best.priceFen',
      'candidate.priceFen <= best.priceFen',
    ],
    [
      'TR-10: not on the first day',
      'price.fromDay <= facts.businessDate',
      'price.fromDay < facts.businessDate',
    ],
    [
      'TR-10: not on the last day',
      'facts.businessDate <= price.toDay',
      'facts.businessDate < price.toDay',
    ],
    ['TR-10: discount of the reduced price', 'line.listFen ?? line.amountFen', 'line.amountFen'],
  ]),
  ...inFile('domain/price/best-promotion.ts', prices, [
    [
      'CP-02: the fen of the threshold is not enough',
      'goodsFen < thresholdFen',
      'goodsFen <= thresholdFen',
    ],
    [
      'CP-02: the smallest promotion',
      'return offer.offFen > best.offFen',
      'return offer.offFen < best.offFen',
    ],
    [
      'CP-02: ties go to the highest id',
      'offer.promotionId < best.promotionId',
      'offer.promotionId > best.promotionId',
    ],
    [
      'CP-02: more off than the goods cost',
      'Math.min(promotion.offFen, goodsFen)',
      'promotion.offFen',
    ],
  ]),
  ...inFile('domain/stored-value/allocate-payment.ts', grants, [
    [
      'SV-02: what is set aside counts as spent',
      'principalOf(contract, most',
      'principalOf(free[index] ?? contract, most',
    ],
  ]),
  ...inFile('domain/stored-value/allocate-payment.ts', value, [
    [
      'SV-02: each payment rounds alone',
      'paidShare(contract, spentFen + takeFen)',
      'paidShare(contract, takeFen)',
    ],
    [
      'art. 18: what was given back as money counts as spent',
      'paidShare(contract, spendableFen) - principalLeftFen',
      'contract.paidFen - principalLeftFen',
    ],
    [
      'SV-03: the consumed part rounds up',
      'floorRate(spentFen, { numerator: paidFen, denominator: paidFen + bonusFen })',
      'floorRate(spentFen + 1, { numerator: paidFen, denominator: paidFen + bonusFen })',
    ],
    [
      'SV-02: the other order',
      "case 'principal_first':\n      return mostFen;",
      "case 'principal_first':\n      return leastFen;",
    ],
    [
      'SV-02: a payment below zero',
      'Math.max(0, Math.min(amountFen, coverFen))',
      'Math.max(0, amountFen)',
    ],
  ]),
  ...inFile('domain/stored-value/decide-value-refund.ts', value, [
    ['art. 14: the seventh day is too late', '<= at.coolingOffDays', '< at.coolingOffDays'],
    ['art. 14: used by one fen is unused', 'spentFen <= 0', 'spentFen <= 1'],
    [
      'art. 20: more than was paid is claimed',
      'Math.max(0, paidFen - consumedFen - refundedFen)',
      'paidFen - consumedFen - refundedFen',
    ],
    [
      'art. 20: what was given back is given again',
      'paidFen - consumedFen - refundedFen',
      'paidFen - consumedFen',
    ],
    ['art. 19: at the discounted price', 'consumer: spentListFen', 'consumer: spentFen'],
    [
      'Order 9: a fen more in cash',
      'refundFen > cashRefundMaxFen',
      'refundFen > cashRefundMaxFen + 1',
    ],
    [
      'Order 9: 100 yuan are too much cash',
      'refundFen > cashRefundMaxFen',
      'refundFen >= cashRefundMaxFen',
    ],
  ]),
  ...inFile('domain/stored-value/decide-top-up.ts', value, [
    [
      'SV-04: a fen above the limit',
      'afterFen > profile.maxBalanceFen',
      'afterFen > profile.maxBalanceFen + 1',
    ],
    [
      'SV-04: the limit itself is too much',
      'afterFen > profile.maxBalanceFen',
      'afterFen >= profile.maxBalanceFen',
    ],
    [
      'SV-07: 50,000 yuan in cash',
      'dayFen >= profile.noCashFromFen',
      'dayFen > profile.noCashFromFen',
    ],
    [
      'SV-06: 10,000 yuan without a name',
      'dayFen < profile.identityFromFen',
      'dayFen <= profile.identityFromFen',
    ],
    ['SV-08: eight is too young', 'years < buyerMinYears', 'years <= buyerMinYears'],
    ['SV-08: eighteen is too young', 'years >= grownUpYears', 'years > grownUpYears'],
    [
      'SV-08: 200 yuan need a guardian',
      'buying.dayFen <= guardianAboveFen',
      'buying.dayFen < guardianAboveFen',
    ],
    [
      'SV-04: half a step is said to be possible',
      'refusal.maxFen - (refusal.maxFen % stepFen)',
      'refusal.maxFen',
    ],
    ['SV-13: a fen more offline', 'paidFen > maxTopUpFen', 'paidFen > maxTopUpFen + 1'],
    [
      'SV-13: the balance offline a fen more',
      'paidFen + bonusFen > roomFen',
      'paidFen + bonusFen > roomFen + 1',
    ],
  ]),
  ...inFile(
    'domain/offline-rights/decide-floor.ts',
    ['test/domain/redemption.test.ts', 'test/till/redemption.test.ts'],
    [
      [
        'OF-05: the floor itself is too much',
        'input.points <= offline.floorPoints',
        'input.points < offline.floorPoints',
      ],
      [
        'OF-05: a point above the floor',
        'input.points <= offline.floorPoints',
        'input.points <= offline.floorPoints + redeem.stepPoints',
      ],
      [
        'OF-05: a replica of its greatest age is too old',
        'replicaAgeMs > offline.floorMaxReplicaAgeMs',
        'replicaAgeMs >= offline.floorMaxReplicaAgeMs',
      ],
    ],
  ),
  ...inFile(
    'domain/offline-rights/decide-ceiling.ts',
    ['test/domain/offline-ceiling.test.ts'],
    [
      ['OF-06: amber a point later', 'amberPercent = 80', 'amberPercent = 81'],
      ['OF-06: a probe later', 'probeEverySpends = 10', 'probeEverySpends = 11'],
      [
        'OF-06: one more than the ceiling',
        'stretch.used[each] + use[each] > ceiling[each]',
        'stretch.used[each] + use[each] > ceiling[each] + 1',
      ],
      ['OF-06: an extension gives nothing', 'return isExtended ?', 'return !isExtended ?'],
    ],
  ),
  ...inFile('domain/offline-rights/renew-grants.ts', grants, [
    [
      'OF-04: a quarter of the stored value',
      'valueGrantPart = { numerator: 1, denominator: 5 }',
      'valueGrantPart = { numerator: 1, denominator: 4 }',
    ],
    [
      'OF-04: a sixth of the stored value',
      'valueGrantPart = { numerator: 1, denominator: 5 }',
      'valueGrantPart = { numerator: 1, denominator: 6 }',
    ],
    [
      'OF-04: 0.4 of the points',
      'grantPart = { numerator: 3, denominator: 10 }',
      'grantPart = { numerator: 4, denominator: 10 }',
    ],
    ['OF-04: parts of a hundred', 'wholeAmount = 100', 'wholeAmount = 99'],
    ['OF-04: a store more', 'mostGrantStores = 3', 'mostGrantStores = 4'],
    ['OF-04: seen a day longer ago', 'grantSeenDays = 90', 'grantSeenDays = 91'],
  ]),
  ...inFile(
    'domain/offline-rights/age-table.ts',
    ['test/domain/offline-age.test.ts'],
    [
      ['OF-02: two hours are too long', 'replicaAgeMs <= bandUpToMs', 'replicaAgeMs < bandUpToMs'],
      ['OF-02: an hour more of two', 'two_hours: 2 * hourMs', 'two_hours: 3 * hourMs'],
      ['OF-02: an hour more of a day', 'day: 24 * hourMs', 'day: 25 * hourMs'],
      ['OF-02: an hour more of three days', 'three_days: 72 * hourMs', 'three_days: 73 * hourMs'],
    ],
  ),
  ...inFile(
    'domain/offline-rights/stretch-amounts.ts',
    ['test/domain/offline-ceiling.test.ts'],
    [
      ['OF-06: a fen more of points', 'pointsWorthFen: 50_000', 'pointsWorthFen: 50_001'],
      ['OF-06: a fen more of top-ups', 'topUpFen: 500_000', 'topUpFen: 500_001'],
      ['OF-06: a new member more', 'newMemberCount: 60', 'newMemberCount: 61'],
    ],
  ),
  ...inFile('domain/office/decide-merge.ts', merging, [
    [
      'PL-19: the last day to undo a merge is too late',
      '> programme.merge.undoDays',
      '>= programme.merge.undoDays',
    ],
    [
      'PL-19: a day more to undo a merge',
      '> programme.merge.undoDays',
      '> programme.merge.undoDays + 1',
    ],
    ['PL-19: the lower tier', '> rankOf(into.tierCode)', '< rankOf(into.tierCode)'],
    [
      'PL-19: the first day of the window stays behind',
      'day >= firstDay)) as Amounts',
      'day > firstDay)) as Amounts',
    ],
    [
      'PL-19: an undo brings lots back on the day after their last',
      'expiresOnDay >= onDay',
      'expiresOnDay > onDay',
    ],
    [
      'PL-19: all of the brought debt goes back',
      'Math.min(afterPoints, broughtPoints, stillOwedPoints)',
      'Math.min(afterPoints, broughtPoints)',
    ],
    [
      'PL-19: what a refund took is owed by nobody',
      'Math.max(0, afterPoints - broughtPoints)',
      'Math.max(0, afterPoints - broughtPoints - 1)',
    ],
    [
      'PL-19: what is held is no part of what moves',
      'sumPoints(assets.lots) + assets.heldPoints - assets.debtPoints',
      'sumPoints(assets.lots) - assets.debtPoints',
    ],
    [
      'PL-19: the milder consent',
      '{ ...(own.given ? other : own), setAtMs }',
      '{ ...(own.given ? own : other), setAtMs }',
    ],
    [
      'PL-08: receipts of one day do not add up',
      'later.lastDayReceiptCount + (isSameDay ? earlier.lastDayReceiptCount : 0)',
      'later.lastDayReceiptCount',
    ],
  ]),
  ...inFile('domain/office/decide-cap-holds.ts', capping, [
    ['PL-08: in the order of arrival', 'a.atMs - b.atMs || (', '0 || ('],
    [
      'PL-08: of one moment the highest first',
      'a.operationId < b.operationId ? -1 : 1',
      'a.operationId < b.operationId ? 1 : -1',
    ],
    [
      'PL-08: a receipt that earned nothing counts',
      '.filter(({ earnedPoints }) => earnedPoints > 0)',
      '.filter(({ earnedPoints }) => earnedPoints >= 0)',
    ],
    [
      'PL-08: a receipt counts twice',
      'const day = { dayReceiptCount,',
      'const day = { dayReceiptCount: 2 * dayReceiptCount,',
    ],
    [
      'PL-08: what is held does not count towards the day',
      'dayEarnedPoints += earnedPoints',
      'dayEarnedPoints += earnedPoints - (cap?.heldPoints ?? 0) - 1',
    ],
    ['PL-08: held once more', 'cap.heldPoints - earning.heldPoints', 'cap.heldPoints'],
    ['PL-08: a point less is held', 'if (points <= 0) return []', 'if (points <= 1) return []'],
    [
      'PL-19: what the caps hold of one alone is free',
      'Math.min(cappedPoints, hold.points - otherPoints) - stillPoints',
      'Math.min(cappedPoints, hold.points - otherPoints)',
    ],
    [
      'PL-19: what waits for another reason is free',
      'Math.min(cappedPoints, hold.points - otherPoints)',
      'Math.min(cappedPoints, hold.points)',
    ],
    [
      'PL-08: what expires first is held',
      'addToLots([], lots).toReversed()',
      'addToLots([], lots)',
    ],
  ]),
  ...inFile('domain/office/decide-release.ts', capping, [
    [
      'FR-23: a day of grace more',
      'addDays(businessDate, programme.refund.restoreGraceDays)',
      'addDays(businessDate, programme.refund.restoreGraceDays + 1)',
    ],
    [
      'FR-23: the last day of a lot is over',
      'lot.expiresOnDay < businessDate',
      'lot.expiresOnDay <= businessDate',
    ],
  ]),
  ...inFile('domain/sink/decide-sink.ts', sinks, [
    [
      'PL-23: the price itself is not enough',
      'if (points > availablePoints)',
      'if (points >= availablePoints)',
    ],
    [
      'PL-23: a point less is enough',
      'if (points > availablePoints)',
      'if (points > availablePoints + 1)',
    ],
    [
      'PL-22: the last gift stays',
      'wish.giftsLeft(reward.sku) <= 0',
      'wish.giftsLeft(reward.sku) <= 1',
    ],
    [
      'PL-22: a gift beyond the last',
      'wish.giftsLeft(reward.sku) <= 0',
      'wish.giftsLeft(reward.sku) < 0',
    ],
    [
      'PL-23: a coupon beyond the member’s number',
      'memberIssuedCount: had.length',
      'memberIssuedCount: had.length - 1',
    ],
  ]),
  ...inFile('domain/sink/share-gifts.ts', sinks, [
    ['PL-22: a gift of the rest is lost', 'index < left ? 1 : 0', 'index < left - 1 ? 1 : 0'],
    ['PL-22: a gift is shared twice', 'index < left ? 1 : 0', 'index <= left ? 1 : 0'],
  ]),
  ...inFile(
    'domain/tier/decide-tier-grant.ts',
    [...tiers, ...sinks],
    [
      ['TR-05: a month more by hand', 'maxGrantMonths = 24', 'maxGrantMonths = 25'],
      ['TR-05: a month less by hand', 'maxGrantMonths = 24', 'maxGrantMonths = 23'],
      [
        'TR-05: not even for today',
        'untilDay < businessDate || isTooFar',
        'untilDay <= businessDate || isTooFar',
      ],
      [
        'TR-08: not to the end of the month',
        'endOfMonth(addMonths(businessDate, reward.months))',
        'addMonths(businessDate, reward.months)',
      ],
      [
        'TR-08: the same tier for the same time',
        'state.tierTerm.untilDay < untilDay',
        'state.tierTerm.untilDay <= untilDay',
      ],
      [
        'TR-05: the tier that a member has is a lower one',
        'rank < Math.max(current, earned)',
        'rank <= Math.max(current, earned)',
      ],
      [
        'TR-05: what a member has earned lifts them at once',
        'rank < Math.max(current, earned)',
        'rank < current',
      ],
      ['TR-05: held down again is free', '(rank === current && isHeldDown(state, onDay))', 'false'],
      [
        'TR-08: points lift who is held down',
        'if (isHeldDown(state, businessDate)) return',
        'if (false) return',
      ],
      [
        'TR-05: a grant on a grant ends in that',
        'tierTerm !== undefined && isGranted(tierTerm) ?',
        'tierTerm === null ?',
      ],
    ],
  ),
  ...inFile('domain/tier/gift-pack.ts', tiers, [
    ['TR-06: a pack a month earlier', 'packPeriodMonths = 12', 'packPeriodMonths = 11'],
    ['TR-06: a pack a month later', 'packPeriodMonths = 12', 'packPeriodMonths = 13'],
  ]),
  ...inFile('domain/campaign/arm-of.ts', campaigns, [
    ['R081: another bit', '(hash >>> 15) & 1', '(hash >>> 16) & 1'],
    ['R081: the other half', "=== 0 ? 'A' : 'B'", "=== 1 ? 'A' : 'B'"],
    ['R081: one arm for all campaigns', '`${campaignId}:${memberId}`', '`:${memberId}`'],
    ['R081: another prime', '0x01_00_01_93', '0x01_00_01_95'],
  ]),
  ...inFile('domain/campaign/find-not-due.ts', domain('find-not-due'), [
    ['AN-02: lost on the last day before', 'awayDays > lostDays', 'awayDays >= lostDays'],
    ['AN-02: asleep on the last day before', 'awayDays > activeDays', 'awayDays >= activeDays'],
    [
      'AN-02: a receipt of an earlier day is the last purchase',
      'lastOnDay === null || businessDate > lastOnDay',
      'lastOnDay === null || businessDate !== lastOnDay',
    ],
    ['R063: the clock of a receipt does not count', 'a.atMs - b.atMs || (', '0 || ('],
    [
      'R063: of one moment the highest is the first',
      'a.operationId < b.operationId ? -1 : 1',
      'a.operationId < b.operationId ? 1 : -1',
    ],
  ]),
  ...inFile('domain/campaign/conditions/birthday-window.ts', campaigns, [
    [
      'R051: the last day of the birthday window is over',
      'daysFromBirthday(birthday, businessDate) <= days',
      'daysFromBirthday(birthday, businessDate) < days',
    ],
    [
      'R051: a day more',
      'daysFromBirthday(birthday, businessDate) <= days',
      'daysFromBirthday(birthday, businessDate) <= days + 1',
    ],
  ]),
  ...inFile('domain/campaign/conditions/tenure.ts', campaigns, [
    [
      'R044: the day itself does not count',
      'addMonths(enrolledOnDay, minMonths) <= businessDate',
      'addMonths(enrolledOnDay, minMonths) < businessDate',
    ],
  ]),
  ...inFile(
    'values/day-hours.ts',
    [...campaigns, ...coupons],
    [
      [
        'R084: the minute of the end counts',
        'minute >= fromMinute && minute < toMinute',
        'minute >= fromMinute && minute <= toMinute',
      ],
      [
        'R084: the minute of the beginning does not',
        'minute >= fromMinute && minute < toMinute',
        'minute > fromMinute && minute < toMinute',
      ],
      [
        'R084: past midnight the minute of the end counts',
        'minute >= fromMinute || minute < toMinute',
        'minute >= fromMinute || minute <= toMinute',
      ],
      [
        'R084: past midnight the minute of the beginning does not',
        'minute >= fromMinute || minute < toMinute',
        'minute > fromMinute || minute < toMinute',
      ],
      [
        'R084: a night lasts a minute longer',
        'minuteOfDay < hours.toMinute',
        'minuteOfDay <= hours.toMinute',
      ],
      ['R084: past midnight is the next day', 'addDays(businessDate, -1)', 'businessDate'],
    ],
  ),
  ...inFile('domain/member/lifecycle-stage.ts', campaigns, [
    ['AN-02: lost a day early', 'awayDays > rules.lostDays', 'awayDays >= rules.lostDays'],
    ['AN-02: asleep a day early', 'awayDays > rules.activeDays', 'awayDays >= rules.activeDays'],
    [
      'AN-02: new a day less',
      'daysBetween(firstOnDay, onDay) <= rules.newDays',
      'daysBetween(firstOnDay, onDay) < rules.newDays',
    ],
    [
      'AN-02: won back a day early',
      'daysBetween(beforeLastOnDay, lastOnDay) > rules.activeDays',
      'daysBetween(beforeLastOnDay, lastOnDay) >= rules.activeDays',
    ],
  ]),
  ...inFile('domain/coupon/give-back-coupons.ts', coupons, [
    [
      'CP-04: on its last day a coupon has ended',
      'coupon.toDay >= businessDate',
      'coupon.toDay > businessDate',
    ],
    [
      'CP-04: a day of grace more',
      'addDays(businessDate, giveBackGraceDays)',
      'addDays(businessDate, giveBackGraceDays + 1)',
    ],
    [
      'CP-04: without days of grace it lives for the day',
      '!isGood && giveBackGraceDays === 0',
      '!isGood && giveBackGraceDays < 0',
    ],
    ['CP-09: a coupon that another use holds', '|| usesWithout(held, of).length > 0', ''],
    ['PL-23: a void coupon', "held.status === 'void' || ", ''],
    [
      'CP-09: what was used twice and is forgotten',
      'couponConflicts.some((each) => each.couponId === couponId)',
      'false',
    ],
    ['CP-04: what does not come back counts', ' && each.comesBack !== false', ''],
  ]),
  ...inFile('domain/coupon/coupon-uses.ts', coupons, [
    ['CP-09: the latest use stands', 'a.atMs - b.atMs', 'b.atMs - a.atMs'],
    [
      'CP-09: of one moment the highest',
      'a.operationId < b.operationId',
      'a.operationId > b.operationId',
    ],
    ['CP-09: only one lost use is kept', 'lostUsesKept = 20', 'lostUsesKept = 1'],
    [
      'PL-10: the use of another store of one number',
      'use.receiptNo === of.receiptNo && use.storeId === of.storeId',
      'use.receiptNo === of.receiptNo',
    ],
    [
      'PL-10: of two sales of one number any',
      ': use.operationId === of.operationId',
      ': use.receiptNo === of.receiptNo',
    ],
  ]),
  ...inFile('domain/coupon/find-coupon-conflicts.ts', domain('coupon-decisions'), [
    [
      'CP-09: the use that stood before is not told of',
      'standsId === operationId ? stoodId : operationId',
      'operationId',
    ],
    ['CP-09: a use posted again loses', '|| stoodId === operationId', ''],
    ['PL-19: what a merge gave back is used', 'isOthers || coupon?.status', 'coupon?.status'],
    ['PL-23: what was given back is used', "isOthers || coupon?.status === 'void'", 'isOthers'],
    ['PL-19: the first undo of two', 'findLast(', 'find('],
  ]),
  ...inFile('domain/coupon/issue-coupon.ts', coupons, [
    [
      'CP-01: a template has ended on its last day',
      'validity.toDay < known.businessDate',
      'validity.toDay <= known.businessDate',
    ],
    [
      'CP-01: one coupon more in all',
      'known.issuedCount >= totalLimit',
      'known.issuedCount > totalLimit',
    ],
    [
      'CP-01: one coupon more of a member',
      'known.memberIssuedCount >= perMemberLimit',
      'known.memberIssuedCount > perMemberLimit',
    ],
    [
      'CP-01: days after issue one more',
      'addDays(businessDate, validity.days)',
      'addDays(businessDate, validity.days + 1)',
    ],
  ]),
  ...inFile('domain/coupon/decide-coupon-use.ts', coupons, [
    ['OF-06: a fen more offline', '<= ceiling.couponFen', '<= ceiling.couponFen + 1'],
    ['OF-06: a coupon more offline', '<= ceiling.couponCount', '<= ceiling.couponCount + 1'],
    ['CP-07: a floor coupon of 20.01', 'floorMaxFen = 2_000', 'floorMaxFen = 2_001'],
    ['CP-07: 50.01 without the office', 'onlineAboveFen = 5_000', 'onlineAboveFen = 5_001'],
    ['CP-09: a day more', 'conflictDays = 90', 'conflictDays = 91'],
    ['CP-09: the first conflict', 'conflictMost = 2', 'conflictMost = 1'],
  ]),
  ...inFile('domain/coupon/post-coupons.ts', coupons, [
    [
      'CP-04: one that another use holds is had again',
      'if (left.use === undefined)',
      'if (coupon.use !== undefined)',
    ],
  ]),
  ...inFile('domain/stored-value/decide-payment.ts', value, [
    [
      'SV-12: 200 yuan need a PIN',
      'amountFen <= rules.pinAboveFen',
      'amountFen < rules.pinAboveFen',
    ],
    [
      'SV-12: a fen above 200 yuan without one',
      'amountFen <= rules.pinAboveFen',
      'amountFen <= rules.pinAboveFen + 1',
    ],
    ['SV-11: value buys gift cards', '!excluded.includes(category)', 'true'],
    ['SV-11: a fen too much', 'paidFen > maxFen', 'paidFen > maxFen + 1'],
    ['SV-11: all that value may buy', 'paidFen > maxFen', 'paidFen >= maxFen'],
  ]),
  ...inFile('domain/stored-value/restore-value.ts', value, [
    [
      'PL-14: each refund is reckoned alone',
      'dueOf(openFen + restoredFen, refund) - restoredFen',
      'dueOf(openFen + restoredFen, refund)',
    ],
    [
      'PL-14: a fen stays behind with all goods back',
      'returnedFen >= soldFen)) return paidFen',
      'returnedFen > soldFen)) return paidFen',
    ],
  ]),
  ...inJob('expiry', [
    [
      'PL-20: expired on its last day',
      'expiresOnDay }) => expiresOnDay < onDay)',
      'expiresOnDay }) => expiresOnDay <= onDay)',
    ],
    [
      'PL-20: notices a day early',
      'addDays(onDay, days - missed)',
      'addDays(onDay, days - missed + 1)',
    ],
    [
      'PL-20: the notice of the run before is given again',
      'daysBetween(lastRunOnDay, onDay) - 1',
      'daysBetween(lastRunOnDay, onDay)',
    ],
    ['PL-20: a notice of points that are gone', 'Math.min(days, sinceLast)', 'sinceLast'],
    [
      'PL-20: the first run tells of one day',
      'lastRunOnDay === null ? days',
      'lastRunOnDay === null ? 0',
    ],
    ['PL-20: the last notice is missed', 'missed <= missedDays', 'missed < missedDays'],
  ]),
  ...inJob('release-holds', [
    ['FR-23: a day later', 'undecidedMs = 7 * 86_400_000', 'undecidedMs = 8 * 86_400_000'],
    ['FR-23: a moment later', 'atMs - sinceMs >= undecidedMs', 'atMs - sinceMs > undecidedMs'],
  ]),
  ...inJob('write-off-debts', [
    ['OF-09: a month more', 'oldMonths = 12', 'oldMonths = 13'],
    [
      'OF-09: a day later',
      'since.businessDate <= addMonths(onDay, -oldMonths)',
      'since.businessDate < addMonths(onDay, -oldMonths)',
    ],
    ['OF-09: 100 points are small', 'debtPoints < smallPoints', 'debtPoints <= smallPoints'],
    ['OF-09: small at once', 'since.businessDate < onDay', 'since.businessDate <= onDay'],
  ]),
  ...inFile('domain/operation/apply-operation.ts', domain('apply-operation'), [
    [
      'TR-03: a tier is of any sale of that number',
      "kind !== 'earn' || term?.cause.kind !== 'receipt'",
      "kind === 'earn' || term?.cause.kind !== 'receipt'",
    ],
  ]),
  ...inPath(
    'src-main/sync/relay-passed.ts',
    ['test/sync/relay-passed.test.ts'],
    [
      [
        'relay: all tills deliver at once',
        'indexOf(ownId) * timing',
        'indexOf(ownId) * 0 * timing',
      ],
      ['relay: a moment later', '>= waitMs()', '> waitMs()'],
      [
        'relay: a newer batch waits no longer than the oldest ever',
        'known?.seq === seq ? known',
        'known !== undefined ? known',
      ],
      [
        'relay: what is refused is delivered again and again',
        'newestSeq <= (refusedSeqs',
        'newestSeq < (refusedSeqs',
      ],
      ['relay: all was taken and is refused', 'heldSeq < lastSeq', 'heldSeq <= lastSeq'],
    ],
  ),
];

import type { LocalText } from '../../src-shared/domain/programme/programme.ts';
import type {
  ValueProfile,
  ValueRules,
} from '../../src-shared/domain/stored-value/stored-value.ts';

/**
 * Stored value by three laws: a named wallet of 5,000 yuan (the usual one), an unnamed one of 1,000 at `unnamed-store`, and one
 * at `loose-store` whose balance has no bound, so that the sums of a day can be reached. 500 + 50, 1,000 + 100 and
 * 1,000 + 200 yuan, or steps of 100 without bonus.
 */
export function sampleValueRules(changes: Partial<ValueRules> = {}): ValueRules {
  return {
    issuerEntityId: 'shop_ltd',
    issuerName: words('商店有限公司', 'Shop Ltd.', '商店有限公司'),
    spendOrder: 'proportional',
    packages: [
      {
        packageId: 'p500',
        name: words('充 500', '500', '充 500'),
        payFen: 50_000,
        bonusFen: 5_000,
      },
      packageOf('p1000', 100_000, 10_000),
      packageOf('p1200', 100_000, 20_000),
    ],
    freeStepFen: 10_000,
    profiles: [
      profile({ profileId: 'named' }),
      profile({ profileId: 'unnamed', maxBalanceFen: 100_000, identityFromFen: 1_000_000 }),
      profile({
        profileId: 'loose',
        maxBalanceFen: 1_000_000_000,
        identityFromFen: 1_000_000,
      }),
    ],
    profileIdByStore: { 'unnamed-store': 'unnamed', 'loose-store': 'loose' },
    defaultProfileId: 'named',
    pinAboveFen: 20_000,
    offline: { maxTopUpFen: 100_000, maxBalanceFen: 400_000, maxPaymentFen: 0 },
    terms: words('本金可退，赠额不兑现。', 'The bonus is no money.', '本金可退，贈額不兌現。'),
    ...changes,
  };
}

function packageOf(packageId: string, payFen: number, bonusFen: number) {
  return { packageId, name: words(packageId, packageId, packageId), payFen, bonusFen };
}

function profile(changes: Partial<ValueProfile> & Pick<ValueProfile, 'profileId'>): ValueProfile {
  return {
    name: words(changes.profileId, changes.profileId, changes.profileId),
    maxBalanceFen: 500_000,
    identityFromFen: 0,
    noCashFromFen: 5_000_000,
    coolingOffDays: 7,
    ...changes,
  };
}

function words(zhCn: string, en: string, zhTw: string): LocalText {
  return { 'zh-CN': zhCn, en, 'zh-TW': zhTw };
}

import { z } from 'zod';
import {
  amount,
  category,
  code,
  localText,
  maxListItems,
  notice,
  positiveAmount,
  storeId,
} from './fields.ts';

/** SV-12: from here on a PIN whatever else identified the member. */
const maxPinAboveFen = 20_000;

const profile = z.strictObject({
  profileId: code,
  name: localText,
  maxBalanceFen: positiveAmount,
  identityFromFen: amount,
  keepsIdentityNumber: z.boolean().optional(),
  noCashFromFen: positiveAmount,
  coolingOffDays: z.int().min(7).max(366),
});

export const valueSection = z
  .strictObject({
    issuerEntityId: code,
    issuerName: localText,
    spendOrder: z.enum(['proportional', 'bonus_first', 'principal_first']),
    packages: z
      .array(
        z.strictObject({
          packageId: code,
          name: localText,
          payFen: positiveAmount,
          bonusFen: amount,
        }),
      )
      .max(50),
    freeStepFen: positiveAmount.nullable(),
    profiles: z.array(profile).min(1).max(50),
    profileIdByStore: z.record(storeId, code),
    defaultProfileId: code,
    pinAboveFen: z.int().min(0).max(maxPinAboveFen),
    excludedCategories: z.array(category).max(maxListItems).exactOptional(),
    offline: z.strictObject({
      maxTopUpFen: amount,
      maxBalanceFen: amount,
      maxPaymentFen: amount,
    }),
    terms: notice,
  })
  .nullable();

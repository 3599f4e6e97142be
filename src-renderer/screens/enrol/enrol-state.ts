import type { ComparedMember, MemberSummary } from '../../../src-shared/contract/till/member.ts';
import type { StaffSummary } from '../../../src-shared/contract/till/session.ts';

export type Region = 'CN' | 'HK' | 'MO' | 'TW';

/** What has been filled in so far. Only the phone is needed (PV-04). */
export interface EnrolForm {
  readonly region: Region;
  readonly phoneText: string;
  readonly name: string;
  readonly birthdayText: string;
  readonly cardNo: string;
  readonly pin: string | null;
  /** Codes of the optional items the customer has switched on. */
  readonly consents: readonly string[];
  readonly age: 'unasked' | 'fourteen_or_more' | 'under_fourteen';
}

/** Where the enrolment is. */
export type EnrolStep =
  | { readonly status: 'phone' }
  | { readonly status: 'details' }
  | { readonly status: 'pin'; readonly first: string | null; readonly message: string }
  | {
      readonly status: 'exists';
      readonly member: MemberSummary;
      /** Found by the number of the form: then somebody else may have it now (ID-09). */
      readonly isByPhone: boolean;
      /** A surname or a birthday, as far as it is typed, and why the last one was not accepted. */
      readonly text: string;
      readonly message: string;
    }
  /** The number is somebody else's now, who says a surname or a birthday; a manager agrees (ID-09). */
  | {
      readonly status: 'new_holder';
      readonly member: MemberSummary;
      readonly managers: readonly StaffSummary[];
      readonly text: string;
      readonly message: string;
      /** The surname or birthday was missing; after any other no the PIN is typed again. */
      readonly isTextMissing: boolean;
    }
  /** Members who may be this one already (ID-10). */
  | { readonly status: 'similar'; readonly members: readonly ComparedMember[] }
  | { readonly status: 'under_fourteen' }
  | {
      readonly status: 'enrolled';
      readonly member: MemberSummary;
      readonly memberNo: string;
      readonly tookMs: number;
      /** Head office was told whom this may be the same person as. */
      readonly isToldAsDuplicate: boolean;
    };

export interface EnrolState {
  readonly form: EnrolForm;
  readonly step: EnrolStep;
  readonly message: { readonly tone: 'ask' | 'refuse'; readonly words: string } | null;
  readonly isBusy: boolean;
  /** When the first digit of this enrolment was typed. */
  readonly startedAtMs: number | null;
}

export const emptyForm: EnrolForm = {
  region: 'CN',
  phoneText: '',
  name: '',
  birthdayText: '',
  cardNo: '',
  pin: null,
  consents: [],
  age: 'unasked',
};

export const startState: EnrolState = {
  form: emptyForm,
  step: { status: 'phone' },
  message: null,
  isBusy: false,
  startedAtMs: null,
};

/** What the import reads of a member list; other columns are left alone. */
export const listFields = ['phone', 'name', 'cardNo', 'points', 'tier', 'birthday'] as const;
export type ListField = (typeof listFields)[number];

/** Where each field stands in a record, the best column first; several may name one thing. */
export type ListColumns = Readonly<Record<ListField, readonly number[]>>;

// The better name comes first: where a list has both, 可用积分 is the balance and 积分 may be anything.
const synonyms: Readonly<Record<ListField, readonly string[]>> = {
  phone: words(
    '手机号 手机号码 手机 会员手机号 会员手机 移动电话 联系电话 电话号码 电话 联系方式 ' +
      '手機號 手機號碼 手機 會員手機 行動電話 聯絡電話 電話號碼 電話 ' +
      'mobile mobilephone mobilenumber mobileno phone phonenumber phoneno cellphone tel telephone',
  ),
  name: words(
    '姓名 会员姓名 客户姓名 顾客姓名 会员名称 会员名 名字 會員姓名 會員名稱 客戶姓名 顧客姓名 ' +
      'name membername fullname customername',
  ),
  cardNo: words(
    '会员卡号 卡号 会员卡 会员卡号码 实体卡号 会员号 會員卡號 卡號 會員卡 會員號 ' +
      'cardno cardnumber card membercard membercardno membercardnumber',
  ),
  points: words(
    '可用积分 当前积分 积分余额 剩余积分 会员积分 积分 可用積分 目前積分 積分餘額 剩餘積分 會員積分 積分 點數 ' +
      'availablepoints pointsbalance currentpoints memberpoints points point',
  ),
  tier: words(
    '会员等级 会员级别 等级 级别 卡等级 卡类型 會員等級 會員級別 等級 級別 卡別 ' +
      'tier tiercode membertier memberlevel level grade',
  ),
  birthday: words(
    '生日 会员生日 出生日期 出生年月日 出生年月 會員生日 birthday birthdate dateofbirth dob birth',
  ),
};

const BRACKETED = /[([{【].*?[)\]}】]/gu;
const NOISE = /[\p{White_Space}\p{Control}\p{Format}_\-.:*#/"'“”]/gu;

/** Finds the columns by the names in a header, in any order and spelling; null when no column holds phones. */
export function findColumns(header: readonly string[]): ListColumns | null {
  const names = header.map(plainName);
  const indexesOf = (field: ListField): number[] =>
    synonyms[field].flatMap((synonym) =>
      names.flatMap((name, index) => (name === synonym ? [index] : [])),
    );
  const columns = {
    phone: indexesOf('phone'),
    name: indexesOf('name'),
    cardNo: indexesOf('cardNo'),
    points: indexesOf('points'),
    tier: indexesOf('tier'),
    birthday: indexesOf('birthday'),
  };
  return columns.phone.length === 0 ? null : columns;
}

/** How many of the fields a list has, 1 to 6. */
export function countFields(columns: ListColumns): number {
  return listFields.filter((field) => columns[field].length > 0).length;
}

function plainName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(BRACKETED, '').replace(NOISE, '');
}

function words(text: string): readonly string[] {
  return text.split(' ');
}

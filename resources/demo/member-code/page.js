// The key came with the address, behind the "#", which no browser sends: it opens this page's calls and nothing else.
const key = location.hash.slice(1);
const part = (id) => document.getElementById(id);
const messages = {
  unauthorised:
    '请用 npm run demo 打印的完整地址打开 · Open the whole address that the demo prints',
  member_unknown: '没有这个手机号的会员 · No member has this phone',
  store_unknown: '没有这家门店 · There is no such store',
  too_few_points: ({ availablePoints }) =>
    `可带的积分只有 ${availablePoints} 分 · Only ${availablePoints} points are free`,
  unreachable: '总部没有应答 · Head office does not answer',
};

let wish = null;
let refreshing = null;
let counting = null;

async function call(path, body) {
  const response = await fetch(`/demo/member-code/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (response === null) return { status: 'unreachable' };
  return response.status === 401 ? { status: 'unauthorised' } : response.json();
}

function say(answer) {
  const words = messages[answer.status] ?? messages.unreachable;
  part('message').textContent = typeof words === 'function' ? words(answer) : words;
}

async function refresh() {
  clearTimeout(refreshing);
  const answer = await call('picture', wish);
  part('shown').hidden = answer.status !== 'issued';
  if (answer.status !== 'issued') {
    clearInterval(counting);
    say(answer);
    // The line may come back, and another wish may be typed meanwhile.
    if (answer.status === 'unreachable') refreshing = setTimeout(refresh, 5000);
    return;
  }
  part('message').textContent = '';
  show(answer);
  refreshing = setTimeout(refresh, answer.refreshAtMs - answer.issuedAtMs);
}

function show({ code, qr, grant, refreshAtMs, issuedAtMs }) {
  const picture = part('picture');
  picture.setAttribute('viewBox', `0 0 ${qr.size} ${qr.size}`);
  picture.innerHTML = `<path d="${qr.path}" fill="#000"/>`;
  part('carried').textContent =
    grant === null
      ? ''
      : `含 ${grant.points} 分，${time(grant.endsAtMs)} 前可离线使用 · ` +
        `carries ${grant.points} points, for use offline until ${time(grant.endsAtMs)}`;
  part('copied').textContent = '';
  // For a till without a scanner: its box takes the text as if it were scanned.
  part('copy').onclick = () => void copy(code);
  const endsAt = performance.now() + (refreshAtMs - issuedAtMs);
  clearInterval(counting);
  counting = setInterval(() => {
    const leftS = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
    part('left').value = (leftS * 1000) / (refreshAtMs - issuedAtMs);
    part('refreshing').textContent = `${leftS} 秒后自动刷新 · refreshes in ${leftS} s`;
  }, 250);
}

async function copy(code) {
  const isCopied = await navigator.clipboard.writeText(code).then(
    () => true,
    () => false,
  );
  part('copied').textContent = isCopied
    ? '已复制，可粘贴到收银机的输入框 · Copied: paste it into the box of the till'
    : '浏览器不允许复制，请改用扫码 · The browser does not let it be copied: scan it instead';
}

function time(atMs) {
  return new Date(atMs).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit' });
}

part('wish').addEventListener('submit', (event) => {
  event.preventDefault();
  const points = Number(part('points').value);
  wish = { phone: part('phone').value, storeId: part('store').value, points };
  void refresh();
});

const { stores, ...answer } = await call('stores', {});
if (stores === undefined) say(answer);
for (const { storeId, storeName } of stores ?? []) {
  part('store').append(new Option(storeName, storeId));
}

import { describe, expect, it } from 'vitest';
import { createSessionKeeper, takeLaunchSecret } from './session.ts';

const SIGNAL = new AbortController().signal;

function storageOf(entries: Record<string, string> = {}) {
  const map = new Map(Object.entries(entries));
  return {
    map,
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  };
}

function serverAnswering(...answers: (Response | Error)[]) {
  const bodies: string[] = [];
  const server: typeof fetch = async (_url, init) => {
    bodies.push(String(init?.body));
    const answer = answers.shift();
    if (!answer) throw new Error('asked once too often');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { server, bodies };
}

describe('createSessionKeeper', () => {
  it('exchanges the launch secret once and keeps the session for the tab', async () => {
    const storage = storageOf();
    const { server, bodies } = serverAnswering(Response.json({ session: 'S1' }));
    const keeper = createSessionKeeper('launch', storage, server);

    expect(await keeper.obtain(SIGNAL)).toEqual({ ok: true, session: 'S1' });
    expect(await keeper.obtain(SIGNAL)).toEqual({ ok: true, session: 'S1' });
    expect(bodies).toEqual(['{"secret":"launch"}']);
    expect([...storage.map.values()]).toEqual(['S1']);
  });

  it('uses the tab session after a reload', async () => {
    const { server } = serverAnswering();
    const keeper = createSessionKeeper(null, storageOf({ 'acgs.session': 'S1' }), server);
    expect(await keeper.obtain(SIGNAL)).toEqual({ ok: true, session: 'S1' });
  });

  it('is refused without secret and session, with a used secret, and after forgetting', async () => {
    const { server } = serverAnswering(new Response(null, { status: 401 }));
    const storage = storageOf({ 'acgs.session': 'S1' });
    expect(await createSessionKeeper(null, storageOf(), server).obtain(SIGNAL)).toEqual({
      ok: false,
      why: 'refused',
    });
    const keeper = createSessionKeeper('used', storage, server);
    expect(await keeper.obtain(SIGNAL)).toEqual({ ok: false, why: 'refused' });
    keeper.forget();
    expect(await keeper.obtain(SIGNAL)).toEqual({ ok: false, why: 'refused' });
    expect(storage.map.size).toBe(0);
  });

  it('keeps the secret while the server cannot be reached', async () => {
    const { server } = serverAnswering(
      new TypeError('Failed to fetch'),
      new Response(null, { status: 503 }),
      Response.json({ session: 'S1' }),
    );
    const keeper = createSessionKeeper('launch', storageOf(), server);
    expect(await keeper.obtain(SIGNAL)).toEqual({ ok: false, why: 'unreachable' });
    expect(await keeper.obtain(SIGNAL)).toEqual({ ok: false, why: 'unreachable' });
    expect(await keeper.obtain(SIGNAL)).toEqual({ ok: true, session: 'S1' });
  });
});

describe('takeLaunchSecret', () => {
  function open(hash: string) {
    const shown: string[] = [];
    const secret = takeLaunchSecret(
      { hash, pathname: '/', search: '' },
      { replaceState: (_state, _title, url) => void shown.push(String(url)) },
    );
    return { secret, shown };
  }

  it('takes the secret out of the address bar', () => {
    expect(open('#t=abc%2F1')).toEqual({ secret: 'abc/1', shown: ['/'] });
  });

  it('leaves an address without a secret alone', () => {
    expect(open('#/cluster')).toEqual({ secret: null, shown: [] });
  });
});

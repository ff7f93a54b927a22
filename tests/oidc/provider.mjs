// One identity provider on loopback: npm oidc-provider with a sign-in form in which a test says who comes.
// argv[2] is JSON: { audience, redirectUri, serviceRoles }. Prints "listening <issuer>", ends when its stdin does.
import crypto from 'node:crypto';
import http from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const { audience, redirectUri, serviceRoles } = JSON.parse(process.argv[2]);
const RESOURCE_SCOPE = 'trappa';

async function newKey(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg, use: 'sig' };
}

// Outside the Provider, so that the one with new keys goes on with the grants of the one before.
const store = new Map();
const people = new Map();
let keys = [await newKey('RS256'), await newKey('ES256')];

class Memory {
  constructor(kind) { this.kind = kind; }
  key(id) { return `${this.kind}:${id}`; }
  async upsert(id, payload) {
    store.set(this.key(id), payload);
    if (payload.uid) store.set(`uid:${payload.uid}`, id);
  }
  async find(id) { return store.get(this.key(id)); }
  async findByUid(uid) { return this.find(store.get(`uid:${uid}`)); }
  async findByUserCode() { return undefined; }
  async consume(id) { store.get(this.key(id)).consumed = Math.floor(Date.now() / 1000); }
  async destroy(id) { store.delete(this.key(id)); }
  async revokeByGrantId(grant) {
    for (const [key, payload] of store) if (payload?.grantId === grant) store.delete(key);
  }
}

function newProvider(issuer) {
  return new Provider(issuer, {
    adapter: Memory,
    clients: [
      {
        client_id: 'web', token_endpoint_auth_method: 'none', application_type: 'native',
        redirect_uris: [redirectUri], grant_types: ['authorization_code'], response_types: ['code'],
      },
      {
        client_id: 'service', client_secret: 'service-secret',
        redirect_uris: [], grant_types: ['client_credentials'], response_types: [],
      },
    ],
    jwks: { keys },
    cookies: { keys: [crypto.randomUUID()] },
    scopes: ['openid'], // the resource's scope is no scope of the provider: it would ask for consent for ever
    claims: { openid: ['sub'] },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: RESOURCE_SCOPE, audience, accessTokenTTL: 600, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    async findAccount(_context, id) { return { accountId: id, claims: async () => ({ sub: id }) }; },
    async extraTokenClaims(_context, token) {
      if (!token.accountId) return { groups: serviceRoles };
      const { roles, unit } = people.get(token.accountId);
      return { groups: roles, ...(unit && { care_unit: unit }) };
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    ttl: { AccessToken: 600, ClientCredentials: 600, IdToken: 600, Session: 600, Grant: 600, Interaction: 600 },
  });
}

const FORM = `<!doctype html><title>Sign in</title><form method="post">
<label>Role <input name="role"></label><label>Role <input name="role"></label>
<label>Unit <input name="unit"></label><label>Subject <input name="subject"></label>
<button type="submit">Sign in</button></form>`;

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
}

async function interaction(request, response) {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  if (prompt.name === 'consent') {
    const grant = new provider.Grant({ clientId: params.client_id, accountId: session.accountId });
    grant.addOIDCScope('openid');
    grant.addResourceScope(audience, RESOURCE_SCOPE);
    const result = { consent: { grantId: await grant.save() } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  } else if (request.method === 'POST') {
    const body = await bodyOf(request);
    const accountId = body.get('subject');
    people.set(accountId, { roles: body.getAll('role').filter(Boolean), unit: body.get('unit') });
    await provider.interactionFinished(request, response, { login: { accountId } }, { mergeWithLastSubmission: false });
  } else {
    response.setHeader('content-type', 'text/html').end(FORM);
  }
}

let provider;
const server = http.createServer(async (request, response) => {
  try {
    if (request.url.startsWith('/interaction/')) {
      await interaction(request, response);
    } else if (request.url === '/rotate' && request.method === 'POST') {
      keys = [await newKey('RS256'), await newKey('ES256'), ...keys];
      provider = newProvider(provider.issuer);
      response.writeHead(204).end();
    } else {
      await provider.callback()(request, response);
    }
  } catch (error) { // an interaction that is over throws, and node would end with it
    response.writeHead(400, { 'content-type': 'text/plain' }).end(`${error.name}\n`);
  }
});
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  provider = newProvider(issuer);
  console.log(`listening ${issuer}`);
});
process.stdin.resume().on('end', () => process.exit(0));

import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { z } from 'zod';
import { type RouteContract, routes } from '../../contracts/http/routes.ts';
import { expressPath } from '../../api/route.ts';
import { type ApiWorld, createApiWorld } from '../support/api.ts';

interface Layer {
  route?: { path: string | string[] | RegExp; methods: Record<string, boolean> };
  handle: { stack?: Layer[] };
}

const document = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ responses: z.record(z.string(), z.unknown()) }))),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

describe('the OpenAPI document', () => {
  let world: ApiWorld;
  let made: z.output<typeof document>;
  before(async () => {
    world = await createApiWorld();
    made = (await world.stranger.get('/api/openapi.json')).read(document);
  });
  after(() => world.close());

  /** Every path and method that Express would answer, routers inside routers included. */
  function mounted(): string[] {
    const { stack } = (world.api.app as unknown as { router: { stack: Layer[] } }).router;
    const found: string[] = [];
    const walk = (layers: Layer[]): void => {
      for (const layer of layers) {
        if (layer.route)
          for (const path of [layer.route.path].flat())
            for (const method of Object.keys(layer.route.methods)) found.push(`${method} ${String(path)}`);
        else if (layer.handle.stack) walk(layer.handle.stack);
      }
    };
    walk(stack);
    return found;
  }

  it('describes every route that is mounted, and none that is not', () => {
    const described = Object.entries(made.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${expressPath(path)}`),
    );
    // The explorer's own script is a part of the page.
    const answered = mounted().filter((route) => route !== 'get /api/docs/start.js');
    expect(answered.sort()).to.deep.equal(described.sort());
  });

  it('is OpenAPI 3.1 whose references all lead somewhere and whose schemas all compile', () => {
    expect(made.openapi).to.equal('3.1.0');
    const references = [...JSON.stringify(made).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    const known = Object.keys(made.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(references).to.have.length.above(50);
    expect(references.filter((reference) => !known.includes(reference))).to.deep.equal([]);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'whole', components: made.components });
    for (const name of Object.keys(made.components.schemas))
      expect(() => ajv.compile({ $ref: `whole#/components/schemas/${name}` }), name).not.to.throw();
  });

  it('names what every route answers, refusals included', () => {
    for (const [name, route] of Object.entries<RouteContract>(routes)) {
      const responses = Object.keys(made.paths[route.path]?.[route.method]?.responses ?? {});
      expect(responses, name).to.include(route.response === null ? '204' : String(route.status ?? 200));
      if (!route.isPublic) expect(responses, name).to.include('401');
    }
  });

  it('can be explored with files of this machine only', async () => {
    const page = await world.stranger.get('/api/docs');
    expect(page.status).to.equal(200);
    expect(page.text).not.to.match(/https?:\/\//);
    for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js'])
      expect((await world.stranger.get(`/api/docs/${file}`)).status, file).to.equal(200);
    expect(page.headers.get('content-security-policy')).to.include("script-src 'self';");
  });
});

describe('health', () => {
  it('is live whatever is wrong, and ready only when nothing is', async () => {
    let notReady: { part: string; why: string }[] = [];
    const world = await createApiWorld(() => ({ readiness: async () => notReady }));
    const ready = async () => {
      const answer = await world.stranger.get('/health/ready');
      return [answer.status, answer.read(z.unknown())];
    };
    expect(await ready()).to.deep.equal([200, { ready: true, notReady: [] }]);
    notReady = [{ part: 'temporal', why: 'does not answer' }];
    expect(await ready()).to.deep.equal([503, { ready: false, notReady }]);
    expect((await world.stranger.get('/health/live')).status).to.equal(200);
    await world.close();
  });
});

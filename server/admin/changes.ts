import type { Hono } from 'hono';
import type { TypeSpec } from '../../components/model/parse.ts';
import type { Domain } from '../domain/domain.ts';
import { type AdminContext, type AdminEnv, integer, jsonObject, text } from './forms.ts';

/** The forms that change dashboards and widgets: each one calls the domain and redirects back to the page. */
export function changeRoutes(app: Hono<AdminEnv>, domain: Domain, specs: readonly TypeSpec[]): void {
  const { dashboards, lookup, widgets, sharing } = domain;

  app.post('/admin/dashboards', async (c) => {
    const { key } = await dashboards.create(c.var.principal, { name: text(c.var.form, 'name') });
    return c.redirect(`/admin/dashboards/${key}/`, 303);
  });

  app.post('/admin/dashboards/:key/update', async (c) => {
    const { form } = c.var;
    await dashboards.update(c.var.principal, c.req.param('key'), {
      name: text(form, 'name'),
      isPrivate: form.get('isPrivate') !== '0',
      refreshInterval: integer(form, 'refreshInterval'),
    });
    return c.redirect(`/admin/dashboards/${c.req.param('key')}/`, 303);
  });

  app.post('/admin/dashboards/:key/delete', async (c) => {
    await dashboards.remove(c.var.principal, c.req.param('key'));
    return c.redirect('/admin/', 303);
  });

  app.post('/admin/dashboards/:key/share', async (c) => {
    const { form, principal } = c.var;
    const key = c.req.param('key');
    const password = String(form.get('password') ?? '');
    const options = { description: text(form, 'description'), ...(password ? { password } : {}) };
    await sharing.createAccessToken(key, options, principal);
    return c.redirect(`/admin/dashboards/${key}/`, 303);
  });

  app.post('/admin/dashboards/:key/revoke', async (c) => {
    await sharing.revoke({ hash: text(c.var.form, 'hash') }, c.var.principal);
    return c.redirect(`/admin/dashboards/${c.req.param('key')}/`, 303);
  });

  app.post('/admin/dashboards/:key/widgets', async (c) => {
    const key = c.req.param('key');
    const type = text(c.var.form, 'type');
    const sample = c.var.form.get('start') === 'sample' ? specs.find((spec) => spec.type === type)?.sample : undefined;
    // A title in the config would hide the title entered in the form.
    const { title, ...config } = sample?.config ?? {};
    const widget = await widgets.create(c.var.principal, key, {
      type,
      title: text(c.var.form, 'title') || String(title ?? ''),
      ...(sample && { config, data: sample.data }),
    });
    return c.redirect(`/admin/dashboards/${key}/#w-${widget.key}`, 303);
  });

  app.post('/admin/widgets/:key/share', async (c) => {
    const key = c.req.param('key');
    await sharing.createEmbedToken(key, c.var.principal);
    return backTo(c, key);
  });

  app.post('/admin/widgets/:key/update', async (c) => {
    const { form } = c.var;
    const key = c.req.param('key');
    await widgets.update(c.var.principal, key, {
      title: text(form, 'title'),
      w: integer(form, 'w'),
      h: integer(form, 'h'),
      config: jsonObject(form, 'config'),
    });
    return backTo(c, key);
  });

  app.post('/admin/widgets/:key/delete', async (c) => {
    const address = await addressOfWidget(c, c.req.param('key'));
    await widgets.remove(c.var.principal, c.req.param('key'));
    return c.redirect(address, 303);
  });

  async function addressOfWidget(c: AdminContext, key: string): Promise<string> {
    const { principal } = c.var;
    const { dashboardId: id } = await widgets.byKey(principal, key);
    return `/admin/dashboards/${(await lookup.dashboard(principal, { id })).key}/`;
  }

  const backTo = async (c: AdminContext, key: string): Promise<Response> =>
    c.redirect(`${await addressOfWidget(c, key)}#w-${key}`, 303);
}

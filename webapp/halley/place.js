/** Where HTTP requests go: to the endpoint, or to places below it for what keeps the session, when that goes alone. */

import { SESSION_KEEPING } from './message.js';

/**
 * @param {Pick<import('./transport.js').TransportContext, 'endpoint' | 'appendType'>} context
 * @param {string} transport its name
 * @param {import('./message.js').Message[]} messages what is to be sent
 * @returns {URL}
 */
export function placeOf({ endpoint, appendType }, transport, messages) {
  const url = endpoint.of(transport);
  if (appendType && messages.length === 1 && SESSION_KEEPING.includes(messages[0].channel) && isFolder(url)) {
    url.pathname = `${url.pathname.replace(/\/$/, '')}${messages[0].channel.slice('/meta'.length)}`;
  }
  return url;
}

/** Whether something can be put below the path: not below a file, or before a query. @param {URL} url */
function isFolder({ pathname, search }) {
  return search === '' && !pathname.slice(pathname.lastIndexOf('/')).includes('.');
}

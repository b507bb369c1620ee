// A Faye server with its defaults but for the time that polls are held.
// Usage: node faye.js <milliseconds>; prints where it is.
'use strict';
const http = require('http');
const faye = require('faye');

const held = Number(process.argv[2] || 20000);
// Without a timeout of its own, Faye takes 45 seconds; it wants seconds, and less than its garbage collection's.
const bayeux = new faye.NodeAdapter({ mount: '/cometd', timeout: Math.min(held / 1000, 3600) });
const server = http.createServer();
server.keepAliveTimeout = 60000;
bayeux.attach(server);
server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, () => {
  console.log(`http://localhost:${server.address().port}/`);
});

// A Socket.IO server on WebSocket: rooms that are joined by name, and publishes to one room; both are acknowledged.
// Usage: node socketio.js; prints where it is.
'use strict';
const http = require('http');
const { Server } = require('socket.io');

const server = http.createServer();
const io = new Server(server, { transports: ['websocket'], serveClient: false, maxHttpBufferSize: 1 << 20 });
io.on('connection', (socket) => {
  socket.on('join', (rooms, acknowledge) => {
    socket.join(rooms);
    acknowledge();
  });
  socket.on('pub', (room, data, acknowledge) => {
    io.to(room).emit('m', data);
    acknowledge();
  });
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, () => {
  console.log(`http://localhost:${server.address().port}/`);
});

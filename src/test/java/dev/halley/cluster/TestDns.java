package dev.halley.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.stack.Protocol;

/** Answers each question for the addresses of a name with the same ones. RFC 1035. */
final class TestDns implements AutoCloseable {

    private static final int HEAD = 12;
    private static final short RECORD_OF_THE_QUESTION = (short) 0xC00C;

    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final List<InetAddress> addresses;

    TestDns(List<InetAddress> addresses) throws SocketException {
        this.addresses = addresses;
        Thread thread = new Thread(this::run, "dns");
        thread.setDaemon(true);
        thread.start();
    }

    private String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** @return finds nodes by a name that this server answers for */
    Protocol discovery() {
        return ((DNS_PING) LinkStack.dns("nodes.halley.test")).setDNSAddress(address());
    }

    private void run() {
        try {
            while (true) {
                DatagramPacket question = new DatagramPacket(new byte[512], 512);
                socket.receive(question);
                byte[] answer = answer(ByteBuffer.wrap(question.getData(), 0, question.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            }
        } catch (SocketException closed) {
            // The test is over.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] answer(ByteBuffer question) {
        int end = HEAD;
        while (question.get(end) != 0) {
            end += question.get(end) + 1;
        }
        end += 5;
        ByteBuffer answer = ByteBuffer.allocate(end + 16 * addresses.size());
        answer.putShort(question.getShort(0)).putShort((short) 0x8180);
        answer.putShort((short) 1).putShort((short) addresses.size()).putInt(0);
        answer.put(question.array(), HEAD, end - HEAD);
        for (InetAddress address : addresses) {
            answer.putShort(RECORD_OF_THE_QUESTION)
                    .putShort((short) 1)
                    .putShort((short) 1)
                    .putInt(60);
            answer.putShort((short) 4).put(address.getAddress());
        }
        return answer.array();
    }

    @Override
    public void close() {
        socket.close();
    }
}

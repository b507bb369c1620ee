package dev.halley.client.cli;

/**
 * What {@code --help} says.
 *
 * <p>Thread-safety: immutable.
 */
final class Help {

    static final String TEXT = """
            Usage: java -jar halley-client-cli.jar URL COMMAND [argument...] [option...]

            Talks with a Bayeux server, such as http://localhost:8080/cometd (ws:// and wss:// mean the same server).

            Commands:
              subscribe CHANNEL...    print what comes on these channels or patterns, such as /chat/**
              presence CHANNEL        print who is on a channel, who comes and who goes, where the server shows it
              publish CHANNEL [JSON]  publish to a channel; without JSON, or with -, each line of the standard input
              call TARGET [JSON]      call a remote procedure; with -, once for each line of the standard input
              bench                   connect clients that subscribe, publish to them, and measure

            Options:
              --transport NAMES       websocket, streaming, long-polling, or some with commas between, in the order in
                                      which they are tried (default websocket,streaming,long-polling)
              --header "NAME: VALUE"  an HTTP header for each request; may be given more than once
              --ack                   use the ack extension: nothing is lost or shown twice while the session lasts
              --timeout SECONDS       how long to wait for the connection, and for each answer (default 30)
              --data                  print only the data of messages and answers
              --progress              tell on the standard error output what is waited for, without a terminal too
              --wait                  wait for a server that is not there yet, as long as --timeout says; else the
                                      program ends at once
              --help                  show this and stop
              --version               show the version and stop

            Options of subscribe, on channels that keep history:
              --last NUMBER           first the newest messages
              --all                   first all messages that there are
              --from EPOCH:OFFSET     first all messages behind this position
              --positions             print the position of each message, and what was recovered or lost

            Option of subscribe and presence:
              --count NUMBER          end after so many messages, or lines

            Option of publish and call, for values from the standard input:
              --keep-going            tell a line that is not JSON as NOT_SENT, and go on with the next one

            Options of bench:
              --clients NUMBER        clients that subscribe (default 10)
              --messages NUMBER       messages to publish (default 1000)
              --size NUMBER           characters that each message is filled up with (default 100)
              --in-flight NUMBER      publishes that wait for their answers at a time (default 8)

            An option's value may also follow an equals sign: --timeout=5.

            Input and output are lines of JSON. Exit codes: 0 done, 1 refused or not sent, 2 wrong command line or input,
            3 no connection, 4 sent but not answered (the server may have done it or not).
            """;

    private Help() {}
}

package dev.halley.client.cli;

/**
 * What {@code --help} says.
 *
 * <p>Thread-safety: immutable.
 */
final class Help {

    static final String TEXT = """
            Usage: java -jar halley-client-cli.jar URL COMMAND [argument...] [option...]

            Talks to a Bayeux server, such as http://localhost:8080/cometd (ws:// and wss:// mean the same server).

            Commands:
              subscribe CHANNEL...    print the messages of these channels or patterns, such as /chat/**
              presence CHANNEL        print the members of a channel and who joins or leaves, if the server shows them
              publish CHANNEL [JSON]  publish to a channel; without JSON, or with -, each line of the standard input
              call TARGET [JSON]      call a remote procedure; with -, once for each line of the standard input
              bench                   connect subscribers, publish to them, and measure

            Options:
              --transport NAMES       websocket, streaming, long-polling, or several separated by commas, the preferred
                                      one first (default websocket,streaming,long-polling)
              --header "NAME: VALUE"  an HTTP header for each request; may be given more than once
              --ack                   use the ack extension: nothing is lost or shown twice while the session lasts
              --timeout SECONDS       how long to wait for the connection, and for each answer (default 30)
              --data                  print only the data of messages and answers
              --progress              show progress on the standard error output even if that is not a terminal
              --wait                  keep trying for --timeout if the server cannot be reached yet; without this
                                      option the program ends at once
              --help                  print this help and exit
              --version               print the version and exit

            Options of subscribe, on channels that keep history:
              --last NUMBER           begin with the newest messages
              --all                   begin with all messages that the server has
              --from EPOCH:OFFSET     begin with the messages after this position
              --positions             print the position of each message, and each recovery or loss

            Option of subscribe and presence:
              --count NUMBER          end after this many messages, or lines

            Option of publish and call, for values from the standard input:
              --keep-going            report a line that is not JSON as NOT_SENT, and continue with the next one

            Options of bench:
              --clients NUMBER        subscribers (default 10)
              --messages NUMBER       messages to publish (default 1000)
              --size NUMBER           characters of padding in each message (default 100)
              --in-flight NUMBER      publishes in flight at a time (default 8)

            An option's value may also follow an equals sign: --timeout=5.

            Input and output are lines of JSON. Exit codes: 0 done, 1 refused or not sent, 2 wrong command line or input,
            3 no connection, 4 sent but not answered (the server may have handled it or not).
            """;

    private Help() {}
}

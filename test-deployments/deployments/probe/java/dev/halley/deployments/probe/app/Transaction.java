package dev.halley.deployments.probe.app;

import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/**
 * Runs work in a transaction of the container.
 *
 * <p>Thread-safety: immutable.
 */
final class Transaction {

    private Transaction() {}

    static void commit(Runnable work) throws Exception {
        UserTransaction transaction = begin();
        work.run();
        transaction.commit();
    }

    static void rollBack(Runnable work) throws Exception {
        UserTransaction transaction = begin();
        work.run();
        transaction.rollback();
    }

    private static UserTransaction begin() throws NamingException, NotSupportedException, SystemException {
        UserTransaction transaction = InitialContext.doLookup("java:comp/UserTransaction");
        transaction.begin();
        return transaction;
    }
}
